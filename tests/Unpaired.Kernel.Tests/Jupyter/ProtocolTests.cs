using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using Unpaired.Kernel.Jupyter;
using static Unpaired.Kernel.Tests.Jupyter.KernelClient;

namespace Unpaired.Kernel.Tests.Jupyter;

/// <summary>What is not about cells: identity, comms, broken and hostile messages, many clients, the end.</summary>
public sealed class ProtocolTests(RunningKernel kernel) : IClassFixture<RunningKernel>, IDisposable
{
    private readonly KernelClient client = kernel.Connect();

    public void Dispose() => client.Dispose();

    [Fact]
    public void KernelInfo_OnShellAndControl()
    {
        foreach (var socket in new[] { client.Shell, client.Control })
        {
            var info = client.Ask("kernel_info_request", socket: socket);
            Assert.Equal("kernel_info_reply", info.Reply.Type);
            Assert.Equal("5.4", info.Reply.Text("protocol_version"));
            Assert.Equal("C#", (string)info.Reply.Content["language_info"]!["name"]!);
            Assert.Equal(".cs", (string)info.Reply.Content["language_info"]!["file_extension"]!);
        }
    }

    [Fact]
    public void Subscriber_IsWelcomedFirst()
    {
        Assert.Equal("iopub_welcome", client.Welcome.Type);
        Assert.Equal("", client.Welcome.Text("subscription"));
    }

    [Fact]
    public void Unsupported_IsRefusedPolitely()
    {
        var debug = client.Ask("debug_request", Fields(("seq", 7), ("command", "initialize")),
            client.Control);
        var unknown = client.Ask("teleport_request");

        Assert.False((bool)debug.Reply.Content["success"]!);
        Assert.Equal(7, (int)debug.Reply.Content["request_seq"]!);
        Assert.Equal("teleport_reply", unknown.Reply.Type);
        Assert.Equal("error", unknown.Status);
        Assert.Empty(client.PublishedFor(client.Send(client.Shell, "note_of_a_kind_not_known")));
        Assert.Equal("2", client.Run("1 + 1").Result);
    }

    [Theory]
    [InlineData("execute_request", """{"code": 3}""")]
    [InlineData("execute_request", "{}")]
    [InlineData("complete_request", """{"cursor_pos": "x"}""")]
    [InlineData("inspect_request", """{"code": null}""")]
    [InlineData("is_complete_request", "{}")]
    [InlineData("history_request", """{"hist_access_type": "no"}""")]
    public void WrongContent_GetsAnErrorReply(string type, string content)
    {
        var answer = client.Ask(type, (JsonObject)JsonNode.Parse(content)!);

        Assert.Equal("error", answer.Status);
        Assert.NotEmpty(answer.Reply.Text("evalue"));
    }

    [Fact]
    public void WrongOptions_AreTakenAsAbsent() => Assert.Equal("3", client.Run("1 + 2", Fields(("silent", "no"),
        ("store_history", 1), ("user_expressions", "none"), ("allow_stdin", new JsonArray()))).Result);

    [Fact]
    public void Strangers_AreNotAnswered()
    {
        var forged = client.Frames("execute_request", Fields(("code", "int forged = 1;")), out _,
            signedWith: "guess");
        var unsigned = client.Frames("execute_request", Fields(("code", "int forged = 1;")), out _);
        unsigned[1] = [];
        var twice = client.Frames("execute_request", Fields(("code", "\"once\"")), out string id);
        foreach (var frames in new[] { forged, unsigned, twice, twice })
            client.Shell.SendMultipartBytes(frames);

        Assert.Equal("once", client.Await(id, client.Shell).Result);
        Assert.True(KernelClient.IsSilent(client.Shell));
        Assert.Equal("CompilationError", client.Run("forged").Reply.Text("ename"));
    }

    [Fact]
    public void MalformedMessages_AreSurvived()
    {
        var good = client.Frames("kernel_info_request", [], out _);
        byte[][][] broken =
        [
            [[]], [[1, 2, 3]], [good[0]], [good[0], good[1]], [.. good.Take(5)], [.. good.Skip(1)],
            [good[0], good[1], "not json"u8.ToArray(), .. good.Skip(3)],
            [.. Enumerable.Repeat(new byte[] { 0xFF }, 200)],
        ];
        foreach (var frames in broken)
            foreach (var socket in new[] { client.Shell, client.Control, client.Stdin })
                socket.SendMultipartBytes(frames);
        foreach (string content in new[] { "[]", "3", "{\"msg_type\": 4}", "{\"a\":", "{\"a\": 1, \"a\": 2}" })
        {
            byte[] bytes = Encoding.UTF8.GetBytes(content);
            var signer = new MessageSigner("a secret");
            byte[][] parts = [bytes, "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray()];
            client.Shell.SendMultipartBytes([good[0], signer.Sign(parts), .. parts]);
        }

        Assert.Equal("ok", client.Ask("kernel_info_request").Status);
        Assert.Equal("ok", client.Ask("kernel_info_request", socket: client.Control).Status);
    }

    [Fact]
    public void GarbageOnEveryPort_IsSurvived()
    {
        var at = kernel.Kernel.Connection;
        foreach (int port in new[] { at.ShellPort, at.ControlPort, at.StdinPort, at.IopubPort, at.HeartbeatPort })
        {
            using var raw = new TcpClient(at.Ip, port);
            raw.GetStream().Write("GET / HTTP/1.1\r\n\r\n"u8);
            raw.GetStream().Write(new byte[4096]);
        }

        Assert.Equal("2", client.Run("1 + 1").Result);
        client.Heartbeat.SendFrame("still there?");
        Assert.Equal("still there?", client.Heartbeat.ReceiveFrameString());
    }

    [Fact]
    public void Flood_EveryRequestIsAnswered()
    {
        const int many = 1000;
        string[] sent = [.. Enumerable.Range(0, many).Select(_ => client.Send(client.Shell, "kernel_info_request"))];

        Assert.Equal(sent, Enumerable.Range(0, many).Select(_ => client.Next(client.Shell).ParentId));
    }

    [Fact]
    public void TwoClients_GetTheirOwnRepliesAndSeeAllOutputs()
    {
        using var other = kernel.Connect();
        string mine = client.SendCell("\"mine\""), theirs = other.SendCell("\"theirs\"");

        Assert.Equal("mine", client.Await(mine, client.Shell).Result);
        Assert.Equal("theirs", other.Await(theirs, other.Shell).Result);
        Assert.Equal(mine, other.Ask("kernel_info_request") is { } && client.PublishedFor(theirs).Count > 0 ? mine
            : "");
        Assert.True(KernelClient.IsSilent(other.Shell));
    }

    [Fact]
    public void Heartbeat_AndControl_AnswerWhileACellRuns()
    {
        string cell = client.SendCell("Console.Write(\"begun\"); System.Threading.Thread.Sleep(3000); \"done\"");
        client.AwaitPublished(m => m.Type == "stream");
        client.Heartbeat.SendFrame(new byte[] { 1, 2, 3 });
        Assert.Equal([1, 2, 3], client.Heartbeat.ReceiveFrameBytes());
        string info = client.Send(client.Control, "kernel_info_request");

        Assert.Equal(info, client.Next(client.Control).ParentId);
        Assert.True(KernelClient.IsSilent(client.Shell)); // the cell has not ended
        Assert.Equal("done", client.Await(cell, client.Shell).Result);
    }

    [Fact]
    public void Comms_OpenedByThePage_ReachTheirTarget()
    {
        client.Run("""
            using Unpaired.Kernel.Jupyter;
            using System.Text.Json.Nodes;
            Comm.Register("echo", (comm, data) =>
            {
                Console.Write("opened with " + data["n"]);
                comm.OnMessage = message => comm.Send(new JsonObject { ["twice"] = 2 * (int)message["n"]! });
                comm.OnClose = () => Console.Write("closed");
            });
            """);

        var opened = Publish("comm_open", Fields(("comm_id", "c1"), ("target_name", "echo"),
            ("data", Fields(("n", 4)))));
        var answered = Publish("comm_msg", Fields(("comm_id", "c1"), ("data", Fields(("n", 21)))));
        var known = client.Ask("comm_info_request", Fields(("target_name", "echo"))).Reply.Content["comms"]!;
        var closed = Publish("comm_close", Fields(("comm_id", "c1"), ("data", new JsonObject())));

        Assert.Equal("opened with 4", Assert.Single(opened).Text("text"));
        Assert.Equal("comm_msg", Assert.Single(answered).Type);
        Assert.Equal(42, (int)answered[0].Content["data"]!["twice"]!);
        Assert.Equal("echo", (string)known["c1"]!["target_name"]!);
        Assert.Equal("closed", Assert.Single(closed).Text("text"));
        Assert.Empty((JsonObject)client.Ask("comm_info_request").Reply.Content["comms"]!);
    }

    [Fact]
    public void Comms_UnknownOnes_AreClosedOrPassedOver()
    {
        var opened = Publish("comm_open", Fields(("comm_id", "x"), ("target_name", "nobody"),
            ("data", new JsonObject())));

        Assert.Equal("comm_close", Assert.Single(opened).Type);
        Assert.Empty(Publish("comm_msg", Fields(("comm_id", "gone"))));
        Assert.Empty(Publish("comm_close", Fields(("comm_id", "gone"))));
        Assert.Empty(Publish("comm_msg", []));
    }

    [Fact]
    public void Comms_OpenedByACell_AreAnnounced()
    {
        var ran = client.Run("""
            var line = Unpaired.Kernel.Jupyter.Comm.Open("slider", new System.Text.Json.Nodes.JsonObject { ["max"] =
                9 });
            line.Close();
            """);

        Assert.Equal("slider", ran.Single("comm_open").Text("target_name"));
        Assert.Equal(9, (int)ran.Single("comm_open").Content["data"]!["max"]!);
        Assert.Equal(ran.Single("comm_open").Text("comm_id"), ran.Single("comm_close").Text("comm_id"));
    }

    private List<Received> Publish(string type, JsonObject content) => client.PublishedFor(client.Send(client.Shell,
        type, content));
}

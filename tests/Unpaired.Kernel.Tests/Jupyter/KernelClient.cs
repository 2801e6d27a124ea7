using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;
using Unpaired.Kernel.Jupyter;

namespace Unpaired.Kernel.Tests.Jupyter;

/// <summary>A message as a client sees it.</summary>
internal sealed record Received(string Type, JsonObject Content, JsonObject Parent, JsonObject Header)
{
    public string? ParentId => (string?)Parent["msg_id"];

    public string Text(string name) => (string?)Content[name] ?? "";
}

/// <summary>All that came of one request: the reply, and what was published between busy and idle.</summary>
internal sealed record Exchange(Received Reply, IReadOnlyList<Received> Published)
{
    public string Status => Reply.Text("status");

    public string Stream(string name = "stdout") => string.Concat(
        Published.Where(m => m.Type == "stream" && m.Text("name") == name).Select(m => m.Text("text")));

    public Received Single(string type) => Assert.Single(Published, message => message.Type == type);

    public string? Result => (string?)Published.SingleOrDefault(m =>
        m.Type == "execute_result")?.Content["data"]?["text/plain"];
}

/// <summary>A Jupyter client over NetMQ, written from the protocol alone.</summary>
internal sealed class KernelClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private readonly string key;
    private readonly List<Received> passedOver = [];
    private readonly string session = Guid.NewGuid().ToString("N");

    public KernelClient(ConnectionInfo connection)
    {
        key = connection.Key;
        byte[] identity = Encoding.ASCII.GetBytes(session);
        foreach (var socket in new[] { Shell, Control, Stdin })
            socket.Options.Identity = identity;
        Shell.Connect(Address(connection.ShellPort));
        Control.Connect(Address(connection.ControlPort));
        Stdin.Connect(Address(connection.StdinPort));
        Heartbeat.Connect(Address(connection.HeartbeatPort));
        Iopub.Options.ReceiveHighWatermark = 0;
        Iopub.Connect(Address(connection.IopubPort));
        Iopub.Subscribe("");
        Welcome = Next(Iopub);

        string Address(int port) => $"tcp://{connection.Ip}:{port}";
    }

    public DealerSocket Shell { get; } = new();

    public DealerSocket Control { get; } = new();

    public DealerSocket Stdin { get; } = new();

    public SubscriberSocket Iopub { get; } = new();

    public RequestSocket Heartbeat { get; } = new();

    /// <summary>The first message after subscribing.</summary>
    public Received Welcome { get; }

    /// <summary>A JSON object with these fields.</summary>
    public static JsonObject Fields(params (string Name, JsonNode? Value)[] fields)
    {
        var json = new JsonObject();
        foreach (var (name, value) in fields)
            json[name] = value;
        return json;
    }

    /// <summary>Frames of a request, signed.</summary>
    public List<byte[]> Frames(string type, JsonObject content, out string id, JsonObject? metadata = null,
        string? signedWith = null)
    {
        id = Guid.NewGuid().ToString("N");
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["session"] = session,
            ["username"] = "test",
            ["date"] = DateTime.UtcNow.ToString("O"),
            ["msg_type"] = type,
            ["version"] = "5.4",
        };
        byte[][] parts = [Bytes(header), "{}"u8.ToArray(), Bytes(metadata ?? []), Bytes(content)];
        byte[] signature = key.Length == 0 ? [] : Encoding.ASCII.GetBytes(Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(signedWith ?? key), parts.SelectMany(part => part).ToArray())));
        return [Delimiter, signature, .. parts];

        static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    public string Send(DealerSocket socket, string type, JsonObject? content = null, JsonObject? metadata = null)
    {
        socket.SendMultipartBytes(Frames(type, content ?? [], out string id, metadata));
        return id;
    }

    public string SendCell(string code, JsonObject? options = null, JsonObject? metadata = null)
    {
        var content = options ?? [];
        content["code"] = code;
        return Send(Shell, "execute_request", content, metadata);
    }

    /// <summary>Sends a request and waits until the kernel is idle again.</summary>
    public Exchange Ask(string type, JsonObject? content = null, DealerSocket? socket = null)
    {
        string id = Send(socket ?? Shell, type, content);
        return Await(id, socket ?? Shell);
    }

    /// <summary>Runs a cell and waits for its end.</summary>
    public Exchange Run(string code, JsonObject? options = null, JsonObject? metadata = null) =>
        Await(SendCell(code, options, metadata), Shell);

    /// <summary>Waits for reply and idle of a request; other requests' messages are passed over.</summary>
    public Exchange Await(string id, DealerSocket socket)
    {
        Received reply;
        do
            reply = Next(socket);
        while (reply.ParentId != id);
        return new Exchange(reply, PublishedFor(id));
    }

    /// <summary>What is published for a request until it is idle, without busy and idle.</summary>
    public List<Received> PublishedFor(string id)
    {
        var published = passedOver.Where(message => message.ParentId == id).ToList();
        passedOver.RemoveAll(message => message.ParentId == id);
        while (published.Count == 0 || !IsIdle(published[^1]))
        {
            var message = Next(Iopub);
            (message.ParentId == id ? published : passedOver).Add(message);
        }
        Assert.Equal("busy", published[0].Text("execution_state"));
        return published[1..^1];

        static bool IsIdle(Received message) => message.Type == "status" && message.Text("execution_state") == "idle";
    }

    /// <summary>Waits for something published; it and what comes before stay there to be asked for.</summary>
    public Received AwaitPublished(Func<Received, bool> wanted)
    {
        do
            passedOver.Add(Next(Iopub));
        while (!wanted(passedOver[^1]));
        return passedOver[^1];
    }

    /// <summary>The next message, its signature checked.</summary>
    public Received Next(NetMQSocket socket)
    {
        var frames = new List<byte[]>();
        Assert.True(socket.TryReceiveMultipartBytes(Patience, ref frames!), "The kernel did not answer.");
        int at = frames.FindIndex(frame => frame.AsSpan().SequenceEqual(Delimiter));
        byte[][] parts = [.. frames.Skip(at + 2).Take(4)];
        string expected = key.Length == 0 ? "" : Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), parts.SelectMany(part => part).ToArray()));
        Assert.Equal(expected, Encoding.ASCII.GetString(frames[at + 1]));
        var objects = parts.Select(part => (JsonObject)JsonNode.Parse(part)!).ToArray();
        return new Received((string)objects[0]["msg_type"]!, objects[3], objects[1], objects[0]);
    }

    /// <summary>Whether nothing comes for a moment.</summary>
    public static bool IsSilent(NetMQSocket socket)
    {
        var frames = new List<byte[]>();
        return !socket.TryReceiveMultipartBytes(TimeSpan.FromMilliseconds(300), ref frames!);
    }

    public void Dispose()
    {
        foreach (NetMQSocket socket in new NetMQSocket[] { Shell, Control, Stdin, Iopub, Heartbeat })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Dispose();
        }
    }
}

/// <summary>One kernel for a class of tests, each with a client of its own.</summary>
public sealed class RunningKernel : IDisposable
{
    public RunningKernel() => Kernel = new JupyterKernel(new ConnectionInfo { Key = "a secret" });

    public JupyterKernel Kernel { get; }

    internal KernelClient Connect() => new(Kernel.Connection);

    public void Dispose() => Kernel.Dispose();
}

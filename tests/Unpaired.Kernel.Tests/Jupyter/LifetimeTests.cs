using Unpaired.Kernel.Jupyter;
using static Unpaired.Kernel.Tests.Jupyter.KernelClient;

namespace Unpaired.Kernel.Tests.Jupyter;

/// <summary>Interrupts, the end and a new beginning.</summary>
public sealed class LifetimeTests
{
    private static readonly ConnectionInfo AnyPort = new() { Key = "k" };

    [Theory]
    [InlineData("while (true) { }", true)]
    [InlineData("while (true) { }", false)]
    [InlineData("System.Threading.Thread.Sleep(60000);", true)]
    [InlineData("await System.Threading.Tasks.Task.Delay(60000);", true)]
    public void Interrupt_EndsTheCellAndKeepsTheSession(string endless, bool onControl)
    {
        using var kernel = new JupyterKernel(AnyPort);
        using var client = new KernelClient(kernel.Connection);
        client.Run("int kept = 41;");
        string cell = client.SendCell($"kept++; Console.Write(\"begun\"); {endless}",
            Fields(("stop_on_error", false)));
        string waiting = client.SendCell("kept = 0;");
        client.AwaitPublished(m => m.Type == "stream");

        client.Send(onControl ? client.Control : client.Shell, "interrupt_request");

        Assert.Equal("interrupt_reply", client.Next(onControl ? client.Control : client.Shell).Type);
        Assert.Equal("CellInterrupted", client.Await(cell, client.Shell).Reply.Text("ename"));
        Assert.Equal("aborted", client.Await(waiting, client.Shell).Status);
        Assert.Equal("42", client.Run("kept").Result);
    }

    [Fact]
    public void Interrupt_BySignal_IsTheSame()
    {
        using var kernel = new JupyterKernel(AnyPort);
        using var client = new KernelClient(kernel.Connection);
        kernel.Interrupt(); // nothing runs: nothing happens
        string cell = client.SendCell("await GetInputAsync(\"?\")", Fields(("allow_stdin", true)));
        Assert.Equal("input_request", client.Next(client.Stdin).Type);

        kernel.Interrupt();

        Assert.Equal("CellInterrupted", client.Await(cell, client.Shell).Reply.Text("ename"));
        client.Send(client.Stdin, "input_reply", Fields(("value", "too late")));
        Assert.Equal("2", client.Run("1 + 1").Result);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shutdown_IsAnsweredAndAnotherKernelTakesThePorts(bool restart)
    {
        ConnectionInfo connection;
        using (var kernel = new JupyterKernel(AnyPort))
        {
            connection = kernel.Connection;
            using var client = new KernelClient(connection);
            client.Run("int gone = 1;");
            client.SendCell("while (true) { }");

            var ended = client.Ask("shutdown_request", Fields(("restart", restart)), client.Control);

            Assert.Equal("shutdown_reply", ended.Reply.Type);
            Assert.Equal(restart, (bool)ended.Reply.Content["restart"]!);
            Assert.Equal("shutdown_reply", ended.Published[^1].Type);
            Assert.Equal(restart, await kernel.Ended.WaitAsync(TimeSpan.FromSeconds(30),
                TestContext.Current.CancellationToken));
        }
        using var next = new JupyterKernel(connection);
        using var again = new KernelClient(connection);

        Assert.Equal("CompilationError", again.Run("gone").Reply.Text("ename"));
        Assert.Equal(2, (int)again.Run("3").Reply.Content["execution_count"]!);
    }

    [Fact]
    public void PortThatIsTaken_IsNamed()
    {
        using var kernel = new JupyterKernel(AnyPort);

        var taken = AnyPort with { ShellPort = kernel.Connection.ShellPort };
        var problem = Assert.Throws<IOException>(() => new JupyterKernel(taken));

        Assert.Contains($"{kernel.Connection.ShellPort}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAKey_NothingIsSigned()
    {
        using var kernel = new JupyterKernel(new ConnectionInfo());
        using var client = new KernelClient(kernel.Connection);

        Assert.Equal("2", client.Run("1 + 1").Result);
    }

    [Fact]
    public void Dispose_WhileACellRuns_EndsTheKernel()
    {
        var kernel = new JupyterKernel(AnyPort);
        using (var client = new KernelClient(kernel.Connection))
        {
            client.SendCell("Console.Write(\"begun\"); while (true) { }");
            client.AwaitPublished(m => m.Type == "stream");
        }

        kernel.Dispose();

        Assert.True(kernel.Ended.IsCompleted);
    }

    [Theory]
    [InlineData("""{"transport": "ipc"}""", "transport")]
    [InlineData("""{"key": "k", "signature_scheme": "hmac-md5"}""", "signature_scheme")]
    [InlineData("""{"ip": 3}""", "'ip'")]
    [InlineData("""{"ip": "127.0.0.1"}""", "'shell_port'")]
    [InlineData("""{"shell_port": 70000}""", "'shell_port'")]
    [InlineData("[]", "JSON object")]
    [InlineData("{", "kernel.json")]
    public void ConnectionFile_Broken_SaysWhere(string json, string expected)
    {
        using var folder = new TestFolder();
        string path = folder.Write("kernel.json", json);

        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => ConnectionInfo.Read(path)).Message,
            StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => ConnectionInfo.Read(path + "x"));
    }

    [Fact]
    public void ConnectionFile_IsRead()
    {
        using var folder = new TestFolder();
        string path = folder.Write("kernel.json", """
            {"transport": "tcp", "ip": "127.0.0.1", "shell_port": 1, "iopub_port": 2, "stdin_port": 3,
                "control_port": 4,
             "hb_port": 5, "key": "abc", "signature_scheme": "hmac-sha256", "kernel_name": "x"}
            """);

        var expected = new ConnectionInfo
        {
            ShellPort = 1,
            IopubPort = 2,
            StdinPort = 3,
            ControlPort = 4,
            HeartbeatPort = 5,
            Key = "abc",
        };
        Assert.Equal(expected, ConnectionInfo.Read(path));
    }

    [Theory]
    [InlineData("a\U0001F600b", 2, 3)]
    [InlineData("a\U0001F600b", null, 4)]
    [InlineData("ab", 99, 2)]
    [InlineData("", 0, 0)]
    [InlineData("\uD83D", 1, 1)]
    public void CodePoints_AreConverted(string text, int? codePoints, int index)
    {
        Assert.Equal(index, CodePoints.ToUtf16(text, codePoints));
        Assert.Equal(Math.Min(codePoints ?? 3, text.Length), CodePoints.FromUtf16(text, index));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Unpaired.Kernel.Jupyter;
using Unpaired.Kernel.Tests.Jupyter;

namespace Unpaired.Cli.Tests;

/// <summary><c>unpaired kernel</c> as Jupyter starts it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KernelProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ScratchFolder folder = new();
    private readonly List<Process> started = [];

    public void Dispose()
    {
        foreach (var process in started.Where(process => !process.HasExited))
        {
            process.Kill();
            process.WaitForExit();
        }
        folder.Dispose();
    }

    [Fact]
    public async Task Kernel_InterruptedByCtrlC_GoesOnUntilTheShutdown()
    {
        var (process, connection) = Start();
        using var client = new KernelClient(connection);
        client.Run("int kept = 1;");
        string cell = client.SendCell("kept++; Console.Write(\"begun\"); while (true) { }");
        client.AwaitPublished(message => message.Type == "stream");

        Signal(process, "INT");

        Assert.Equal("CellInterrupted", client.Await(cell, client.Shell).Reply.Text("ename"));
        Assert.Equal("2", client.Run("kept").Result);
        Assert.Equal("ok", client.Ask("shutdown_request", [], client.Control).Status);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience,
            TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Kernel_WhoseClientHasDied_Ends()
    {
        var parent = Process.Start("sleep", "600");
        started.Add(parent);
        var (process, connection) = Start(("JPY_PARENT_PID", parent.Id.ToString(CultureInfo.InvariantCulture)));
        using var client = new KernelClient(connection);
        Assert.Equal("ok", client.Ask("kernel_info_request").Status);

        parent.Kill();
        await parent.WaitForExitAsync(TestContext.Current.CancellationToken);

        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience,
            TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Kernel_AskedToTerminate_EndsInOrder()
    {
        var (process, connection) = Start();
        using var client = new KernelClient(connection);
        client.SendCell("Console.Write(\"begun\"); while (true) { }");
        client.AwaitPublished(message => message.Type == "stream");

        Signal(process, "TERM");

        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience,
            TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void Kernel_WithoutAConnectionFile_SaysSo()
    {
        var (code, _, error) = CliProcess.Run(folder.Path, 1, "kernel", "--connection-file", "gone.json");

        Assert.Equal(1, code);
        Assert.Contains("gone.json", error, StringComparison.Ordinal);
    }

    private (Process Process, ConnectionInfo Connection) Start(params (string Name, string Value)[] environment)
    {
        int[] ports = FreePorts(5);
        string file = folder.File("kernel file.json");
        File.WriteAllText(file, $$"""
            {"transport": "tcp", "ip": "127.0.0.1", "key": "secret", "signature_scheme": "hmac-sha256",
             "shell_port": {{ports[0]}}, "iopub_port": {{ports[1]}}, "stdin_port": {{ports[2]}},
             "control_port": {{ports[3]}}, "hb_port": {{ports[4]}}}
            """);
        var start = CliProcess.Start(folder.Path, 1, "kernel", "--connection-file", file);
        start.RedirectStandardOutput = start.RedirectStandardError = false;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        started.Add(process);
        return (process, ConnectionInfo.Read(file));
    }

    private static void Signal(Process process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace Unpaired.Benchmarks;

/// <summary>The kernel in a process of its own, as Jupyter starts it, and the least client that can time it.</summary>
internal sealed class KernelClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private readonly DealerSocket shell = new();
    private readonly SubscriberSocket iopub = new();
    private readonly string connectionFile;

    /// <summary>Starts the process; it is not ready yet.</summary>
    /// <param name="program">Unpaired.Cli.dll.</param>
    /// <param name="folder">The notebook's folder.</param>
    public KernelClient(string program, string folder)
    {
        int[] ports = FreePorts(5);
        connectionFile = Path.GetTempFileName();
        File.WriteAllText(connectionFile, $$"""
            {"transport": "tcp", "ip": "127.0.0.1", "key": "", "shell_port": {{ports[0]}}, "iopub_port": {{ports[1]}},
             "stdin_port": {{ports[2]}}, "control_port": {{ports[3]}}, "hb_port": {{ports[4]}}}
            """);
        Process = Process.Start(new ProcessStartInfo("dotnet", [program, "kernel", "--connection-file", connectionFile])
        {
            WorkingDirectory = folder,
        })!;
        shell.Connect($"tcp://127.0.0.1:{ports[0]}");
        iopub.Options.ReceiveHighWatermark = 0;
        iopub.Connect($"tcp://127.0.0.1:{ports[1]}");
        iopub.Subscribe("");
    }

    public Process Process { get; }

    /// <summary>Resident memory in MB.</summary>
    public double Megabytes
    {
        get
        {
            Process.Refresh();
            return Process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Processor seconds so far.</summary>
    public double ProcessorSeconds
    {
        get
        {
            Process.Refresh();
            return Process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Milliseconds until a cell's reply and its last output are here.</summary>
    /// <exception cref="InvalidOperationException">The cell fails, or nothing comes.</exception>
    public double Run(string code) => Ask("execute_request", new JsonObject { ["code"] = code });

    /// <summary>Milliseconds until the proposals for the end of a text are here.</summary>
    /// <exception cref="InvalidOperationException">The one expected is not among them.</exception>
    public double Complete(string code, string expected) => Ask("complete_request",
        new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length }, expected);

    /// <summary>Milliseconds until the documentation of a text's last word is here.</summary>
    /// <exception cref="InvalidOperationException">The text expected is not in it.</exception>
    public double Inspect(string code, string expected) => Ask("inspect_request",
        new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length, ["detail_level"] = 0 }, expected);

    /// <summary>Waits until the kernel answers.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public void AwaitReady()
    {
        var frames = new List<byte[]>();
        if (!iopub.TryReceiveMultipartBytes(Patience, ref frames!)) // the welcome: nothing later is missed
            throw new InvalidOperationException("The kernel does not answer.");
        Ask("kernel_info_request", []);
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            Process.WaitForExit();
        }
        Process.Dispose();
        foreach (NetMQSocket socket in new NetMQSocket[] { shell, iopub })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Dispose();
        }
        File.Delete(connectionFile);
    }

    private double Ask(string type, JsonObject content, string expected = "")
    {
        string id = Guid.NewGuid().ToString("N");
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["session"] = "benchmark",
            ["username"] = "benchmark",
            ["date"] = DateTime.UtcNow.ToString("O"),
            ["msg_type"] = type,
            ["version"] = "5.4",
        };
        long began = Stopwatch.GetTimestamp();
        shell.SendMultipartBytes(Delimiter, [], Bytes(header), "{}"u8.ToArray(), "{}"u8.ToArray(), Bytes(content));
        string reply = Await(shell, id, _ => true);
        Await(iopub, id, message => message.Contains("\"idle\"", StringComparison.Ordinal));
        double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (!reply.Contains("\"ok\"", StringComparison.Ordinal) || !reply.Contains(expected, StringComparison.Ordinal))
            throw new InvalidOperationException($"{type} {content.ToJsonString()}: expected '{expected}', got {reply}");
        return milliseconds;
    }

    private static string Await(NetMQSocket socket, string id, Func<string, bool> wanted)
    {
        while (true)
        {
            var frames = new List<byte[]>();
            if (!socket.TryReceiveMultipartBytes(Patience, ref frames!))
                throw new InvalidOperationException("The kernel does not answer.");
            int at = frames.FindIndex(frame => frame.AsSpan().SequenceEqual(Delimiter));
            string parent = Encoding.UTF8.GetString(frames[at + 3]), content = Encoding.UTF8.GetString(frames[at + 5]);
            if (parent.Contains(id, StringComparison.Ordinal) && wanted(content))
                return content;
        }
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}

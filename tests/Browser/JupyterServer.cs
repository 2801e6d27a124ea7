using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Unpaired.Browser;

/// <summary>Debian's Jupyter Notebook on copies of notebooks, with the kernelspecs of a prefix.</summary>
internal sealed class JupyterServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private JupyterServer(Process process, string folder, string address)
    {
        this.process = process;
        this.folder = folder;
        Address = address;
    }

    /// <summary>Where notebooks are opened: followed by the file's name.</summary>
    public string Address { get; }

    /// <summary>Starts the server and waits until it answers.</summary>
    /// <param name="prefix">Where environment/install-kernel has put its kernelspecs.</param>
    /// <param name="source">The notebooks' folder; what is in it besides is seen through links.</param>
    /// <param name="fresh">A notebook whose copy has no outputs.</param>
    /// <param name="finished">A notebook whose copy has its outputs and is trusted, as after running it.</param>
    /// <exception cref="CheckFailure">The server does not start.</exception>
    public static async Task<JupyterServer> StartAsync(string prefix, string source, string fresh, string finished)
    {
        string folder = Directory.CreateTempSubdirectory("unpaired-browser-").FullName;
        foreach (string entry in Directory.GetFileSystemEntries(source).Where(entry => !entry.EndsWith(".ipynb")))
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(entry)), entry);
        File.WriteAllText(Path.Combine(folder, fresh), WithoutOutputs(Path.Combine(source, fresh)));
        File.Copy(Path.Combine(source, finished), Path.Combine(folder, finished));
        int port = FreePort();
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            ArgumentList =
            {
                "-m", "notebook", "--no-browser", "--allow-root", $"--port={port}", "--port-retries=0",
                "--NotebookApp.token=", "--NotebookApp.password=", $"--notebook-dir={folder}",
            },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["JUPYTER_PATH"] = Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");
        foreach (string own in new[] { "CONFIG", "DATA", "RUNTIME" }) // nobody's own settings and signatures
            start.Environment[$"JUPYTER_{own}_DIR"] = Path.Combine(folder, $".{own}");
        Trust(start, Path.Combine(folder, finished));
        var server = new JupyterServer(Process.Start(start)!, folder, $"http://localhost:{port}/notebooks/");
        var log = new List<string?>();
        server.process.ErrorDataReceived += (_, line) => log.Add(line.Data);
        server.process.BeginErrorReadLine();
        server.process.BeginOutputReadLine();
        using var client = new HttpClient();
        for (int i = 0; i < 240; i++)
        {
            try
            {
                await client.GetStringAsync(new Uri($"http://localhost:{port}/api"));
                return server;
            }
            catch (HttpRequestException) when (!server.process.HasExited)
            {
                await Task.Delay(500);
            }
        }
        await server.DisposeAsync();
        throw new CheckFailure($"Jupyter does not start: {string.Join('\n', log)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Signal(process.Id); // so that it ends its kernels
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static void Signal(int id)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{id}"]);
        kill.WaitForExit();
    }

    private static void Trust(ProcessStartInfo server, string notebook)
    {
        var start = new ProcessStartInfo(server.FileName, ["-m", "nbformat.sign", notebook]);
        foreach (var (name, value) in server.Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        Checks.That(process.ExitCode == 0, $"{notebook} cannot be trusted");
    }

    private static string WithoutOutputs(string notebook)
    {
        var json = JsonNode.Parse(File.ReadAllText(notebook))!;
        foreach (var cell in json["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code"))
        {
            cell!["outputs"] = new JsonArray();
            cell["execution_count"] = null;
        }
        return json.ToJsonString();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using NetMQ;
using Unpaired.Kernel.Jupyter;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired kernel</c>: what Jupyter and VS Code start to run the cells of a notebook.</summary>
internal static class KernelCommand
{
    private static readonly TimeSpan ParentInterval = TimeSpan.FromSeconds(2);

    private static readonly Option<string> ConnectionFile = new("--connection-file")
    {
        Description = "The file in which the client says where and with which key it wants to meet the kernel.",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command("kernel",
            "Serves C# cells to a Jupyter client; Jupyter and VS Code start it, people seldom do "
            + "(environment/install-kernel tells them how).")
        {
            ConnectionFile,
        };
        // Not an asynchronous action: for those System.CommandLine takes Ctrl-C as the wish to end.
        command.SetAction(parsed => ServeAsync(parsed.GetValue(ConnectionFile)!).GetAwaiter().GetResult());
        return command;
    }

    private static async Task<int> ServeAsync(string connectionFile)
    {
        var connection = ConnectionInfo.Read(connectionFile);
        try
        {
            await ServeAsync(connection).ConfigureAwait(false);
        }
        finally
        {
            NetMQConfig.Cleanup(); // waits until the last messages have left
        }
        return 0;
    }

    private static async Task ServeAsync(ConnectionInfo connection)
    {
        using var kernel = new JupyterKernel(connection);
        // Ctrl-C in the terminal of a Jupyter server, or a client that signals instead of sending a message.
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            kernel.Interrupt();
        });
        using var terminated = new CancellationTokenSource();
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            terminated.Cancel();
        });
        await Task.WhenAny(kernel.Ended, ParentDeathAsync(terminated.Token)).ConfigureAwait(false);
    }

    /// <summary>Ends when the client has died without a word, since nobody would ever end this process then, or when it
    /// is cancelled.</summary>
    private static async Task ParentDeathAsync(CancellationToken cancellation)
    {
        bool hasParent = int.TryParse(
            Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture,
            out int parent) && parent > 1;
        while (!hasParent || IsAlive(parent))
            await Task.Delay(ParentInterval, cancellation).ConfigureAwait(false);
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

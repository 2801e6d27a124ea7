using System.Threading.Channels;

namespace Unpaired.Kernel.Jupyter;

/// <summary>
/// A Jupyter kernel for C# notebooks: the notebook engine behind the Jupyter messaging protocol 5.4. Requests on the
/// shell channel run one after another; control, stdin and heartbeat are served while a cell runs.
/// </summary>
/// <remarks>https://jupyter-client.readthedocs.io/en/stable/messaging.html</remarks>
public sealed class JupyterKernel : IDisposable
{
    private const int MostComplaints = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly MessageSigner signer;
    private readonly KernelSockets sockets;
    private readonly NotebookEngine engine;
    private readonly CellRunner cells;
    private readonly InputChannel input;
    private readonly RequestHandlers handlers;
    private readonly KernelPublisher publisher;
    private readonly Channel<QueuedRequest> shell = Channel.CreateUnbounded<QueuedRequest>();
    private readonly Channel<QueuedRequest> control = Channel.CreateUnbounded<QueuedRequest>();
    private readonly TaskCompletionSource<bool> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task[] loops;
    private long received;
    private int complaints;
    private bool disposed;

    /// <summary>Binds the sockets and begins to serve.</summary>
    /// <param name="connection">Where; ports of 0 are chosen here, see <see cref="Connection"/>.</param>
    /// <param name="options">The engine's settings; input is always asked from the client.</param>
    /// <exception cref="IOException">A port is taken, or the address is not this machine's.</exception>
    public JupyterKernel(ConnectionInfo connection, EngineOptions? options = null)
    {
        signer = new MessageSigner(connection.Key);
        sockets = new KernelSockets(connection, Receive, topic => publisher!.Welcome(topic));
        publisher = new KernelPublisher(sockets, signer);
        input = new InputChannel(publisher);
        engine = new NotebookEngine((options ?? new EngineOptions()) with { Input = input.AskAsync });
        var history = new KernelHistory();
        var assistant = new CodeAssistant(engine);
        var comms = new CommRegistry(engine, publisher);
        cells = new CellRunner(engine, publisher, input, history, () => Interlocked.Read(ref received));
        handlers = new RequestHandlers(cells, comms, history, assistant, publisher, End);
        ConsoleInput.Install();
        sockets.Start();
        publisher.Status("starting", []);
        loops = [Task.Run(() => ServeAsync(shell.Reader)), Task.Run(() => ServeAsync(control.Reader))];
        _ = Task.Run(() => WarmUpAsync(assistant));
    }

    /// <summary>Where clients reach it.</summary>
    public ConnectionInfo Connection => sockets.Connection;

    /// <summary>Ends when a client has asked for the shutdown; true if the client will start the kernel
    /// again.</summary>
    public Task<bool> Ended => ended.Task;

    /// <summary>Interrupts the running cell and gives up those that wait, as an interrupt_request does.</summary>
    public void Interrupt() => cells.Interrupt();

    /// <summary>Interrupts what runs, sends what is queued, and closes the sockets.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        ended.TrySetResult(false);
        shell.Writer.TryComplete();
        control.Writer.TryComplete();
        Interrupt();
        Task.WaitAll(loops, Patience);
        sockets.Dispose();
        engine.Dispose();
    }

    /// <summary>What a person would else wait for at the first cell and at the first completion.</summary>
    private async Task WarmUpAsync(CodeAssistant assistant)
    {
        try
        {
            await cells.WarmUpAsync().ConfigureAwait(false);
        }
        finally
        {
            await assistant.WarmUpAsync().ConfigureAwait(false);
        }
    }

    private void End(bool restart)
    {
        Interrupt();
        ended.TrySetResult(restart);
    }

    /// <summary>On the sockets' thread: sorts, and leaves the work to others.</summary>
    private void Receive(KernelChannel channel, IReadOnlyList<byte[]> frames)
    {
        if (JupyterMessage.Read(frames, signer, out string? problem) is not { } message)
        {
            if (complaints++ < MostComplaints)
                Console.Error.WriteLine($"A message on {channel.ToString().ToLowerInvariant()} is ignored: {problem}.");
            return;
        }
        var request = new QueuedRequest(channel, message, Interlocked.Increment(ref received));
        if (channel == KernelChannel.Stdin)
            input.Receive(message);
        else if (channel == KernelChannel.Control || message.Type == "interrupt_request") // older VS Code: on shell
            control.Writer.TryWrite(request);
        else
            shell.Writer.TryWrite(request);
    }

    private async Task ServeAsync(ChannelReader<QueuedRequest> requests)
    {
        await foreach (var request in requests.ReadAllAsync().ConfigureAwait(false))
        {
            byte[] parent = request.Message.HeaderBytes;
            publisher.Status("busy", parent);
            if (request.Message.Type == "interrupt_request")
                Interrupt();
            await handlers.HandleAsync(request).ConfigureAwait(false);
            publisher.Status("idle", parent);
        }
    }
}

/// <summary>A request, and when it came.</summary>
/// <param name="Channel">Where it came, and where the answer goes.</param>
/// <param name="Message">The request.</param>
/// <param name="Number">Grows with every message received.</param>
internal sealed record QueuedRequest(KernelChannel Channel, JupyterMessage Message, long Number);

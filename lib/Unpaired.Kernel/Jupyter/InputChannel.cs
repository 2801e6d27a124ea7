using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Jupyter;

/// <summary>Asks the user through the client that runs the present cell.</summary>
internal sealed class InputChannel(KernelPublisher publisher)
{
    private readonly Lock gate = new();
    private JupyterMessage? request;
    private CancellationToken interrupted;
    private TaskCompletionSource<string>? waiting;

    /// <summary>While this is not disposed, a cell may ask; null: its client takes no questions.</summary>
    public IDisposable AllowFor(JupyterMessage? executing, CancellationToken interrupt)
    {
        lock (gate)
            (request, interrupted) = (executing, interrupt);
        return new Permission(this);
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">The client takes no questions, or no cell runs.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted while it waited.</exception>
    public async Task<string> AskAsync(string prompt, bool isPassword)
    {
        TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationToken interrupt;
        lock (gate)
        {
            if (request is null)
                throw new InvalidOperationException(
                    $"The cell asks for input (\"{prompt}\"), but this client takes no questions.");
            if (waiting is not null)
                throw new InvalidOperationException(
                    $"The cell asks for input (\"{prompt}\") while an earlier question waits for its answer.");
            (waiting, interrupt) = (answer, interrupted);
            publisher.Ask(request, new JsonObject { ["prompt"] = prompt, ["password"] = isPassword });
        }
        try
        {
            return await answer.Task.WaitAsync(interrupt).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
                waiting = null;
        }
    }

    /// <summary>Takes an answer, if it comes from the client that was asked.</summary>
    public void Receive(JupyterMessage message)
    {
        lock (gate)
            if (message.Type == "input_reply" && request is not null
                && JupyterMessage.Text(message.Header, "session") == JupyterMessage.Text(request.Header, "session"))
                waiting?.TrySetResult(JupyterMessage.Text(message.Content, "value") ?? "");
    }

    private sealed class Permission(InputChannel owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner.gate)
                owner.request = null;
        }
    }
}

using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Jupyter;

/// <summary>Runs the cells that clients send: counting, history, errors, interrupts and what they cancel.</summary>
internal sealed class CellRunner(
    NotebookEngine engine, KernelPublisher publisher, InputChannel input, KernelHistory history, Func<long> received)
{
    private readonly Lock gate = new();
    private CancellationTokenSource? running;
    private long abortedUpTo;

    /// <summary>Compiles something small, so that the first cell does not wait for the compiler to load.</summary>
    public Task WarmUpAsync() => engine.ExecuteAsync("1", new NoOutputs(), counted: false);

    /// <summary>Interrupts the running cell; those that came until now and still wait are not run.</summary>
    public void Interrupt()
    {
        CancellationTokenSource? interrupted;
        lock (gate)
        {
            interrupted = running;
            if (interrupted is not null)
                abortedUpTo = Math.Max(abortedUpTo, received());
        }
        try
        {
            interrupted?.Cancel();
            engine.Interrupt(); // a widget's handler may run instead of a cell
        }
        catch (ObjectDisposedException)
        {
            // It ended at this very moment.
        }
    }

    /// <summary>Runs one cell; its outputs go to all clients.</summary>
    /// <returns>The reply.</returns>
    /// <exception cref="ArgumentException">A request without code.</exception>
    public async Task<JsonObject> ExecuteAsync(QueuedRequest request)
    {
        var content = request.Message.Content;
        string code = JupyterMessage.Text(content, "code")
            ?? throw new ArgumentException("execute_request: expected 'code' as text.");
        using var interrupt = new CancellationTokenSource();
        lock (gate)
        {
            if (request.Number <= abortedUpTo)
                return Counted("aborted");
            running = interrupt;
        }
        try
        {
            return await RunAsync(request, code, interrupt.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
                running = null;
        }
    }

    private async Task<JsonObject> RunAsync(QueuedRequest request, string code, CancellationToken interrupt)
    {
        var content = request.Message.Content;
        byte[] parent = request.Message.HeaderBytes;
        bool silent = JupyterMessage.Flag(content, "silent", false);
        bool counted = !silent && JupyterMessage.Flag(content, "store_history", true);
        if (!silent)
            publisher.Publish("execute_input", new JsonObject
            {
                ["code"] = code,
                ["execution_count"] = engine.ExecutionCount + (counted ? 1 : 0),
            }, parent);
        var outputs = new IopubOutputs(publisher, parent, silent);
        CellResult result;
        using (input.AllowFor(JupyterMessage.Flag(content, "allow_stdin", false) ? request.Message : null, interrupt))
            result = await engine.ExecuteAsync(code, outputs, Language(request.Message.Metadata), interrupt, counted)
                .ConfigureAwait(false);
        if (counted)
            history.Add(result.ExecutionCount, code, outputs.ResultText);
        if (result.Failure is { } failure)
        {
            if (JupyterMessage.Flag(content, "stop_on_error", true))
                lock (gate)
                    abortedUpTo = Math.Max(abortedUpTo, received());
            var error = IopubOutputs.Error(failure.Name, failure.Message, failure.Traceback);
            error["status"] = "error";
            error["execution_count"] = engine.ExecutionCount;
            return error;
        }
        var reply = Counted("ok");
        reply["payload"] = new JsonArray();
        reply["user_expressions"] = content["user_expressions"] is JsonObject wanted
            ? await EvaluateAsync(wanted, interrupt).ConfigureAwait(false) : new JsonObject();
        return reply;
    }

    private JsonObject Counted(string status) => new()
    {
        ["status"] = status,
        ["execution_count"] = engine.ExecutionCount,
    };

    /// <summary>The values that a client asks for besides; each may fail by itself.</summary>
    private async Task<JsonObject> EvaluateAsync(JsonObject wanted, CancellationToken interrupt)
    {
        var values = new JsonObject();
        foreach (var (name, expression) in wanted)
        {
            var outputs = new LastValue();
            string code = expression is JsonValue value && value.TryGetValue(out string? text) ? text : "";
            var result = await engine.ExecuteAsync(code, outputs, "csharp", interrupt, counted: false)
                .ConfigureAwait(false);
            JsonObject answer;
            if (result.Failure is { } failure)
            {
                answer = IopubOutputs.Error(failure.Name, failure.Message, failure.Traceback);
                answer["status"] = "error";
            }
            else
                answer = new JsonObject
                {
                    ["status"] = "ok",
                    ["data"] = IopubOutputs.Bundle(outputs.Data),
                    ["metadata"] = new JsonObject(),
                };
            values[name] = answer;
        }
        return values;
    }

    /// <summary>The cell's language by the metadata that editors send along.</summary>
    private static string Language(JsonObject metadata) =>
        (metadata["polyglot_notebook"] is JsonObject polyglot ? JupyterMessage.Text(polyglot, "kernelName") : null)
        ?? (metadata["dotnet_interactive"] is JsonObject interactive
            ? JupyterMessage.Text(interactive, "language") : null)
        ?? (metadata["vscode"] is JsonObject editor && JupyterMessage.Text(editor, "languageId") is { } id
            ? CellLanguage.Find(id) : null)
        ?? "csharp";

    private class NoOutputs : ICellOutputs
    {
        public virtual void Add(CellOutput output)
        {
        }

        public void Update(string displayId, IReadOnlyDictionary<string, string> data)
        {
        }
    }

    private sealed class LastValue : NoOutputs
    {
        public IReadOnlyDictionary<string, string> Data { get; private set; } = new Dictionary<string, string>();

        public override void Add(CellOutput output) => Data = output is ResultOutput result ? result.Data : Data;
    }
}

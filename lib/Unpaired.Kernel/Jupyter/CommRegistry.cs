using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Jupyter;

/// <summary>The lines of one kernel, and the names that wait for new ones.</summary>
internal sealed class CommRegistry
{
    private static readonly ConditionalWeakTable<NotebookEngine, CommRegistry> OfEngine = [];
    private readonly ConcurrentDictionary<string, Comm> comms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Action<Comm, JsonObject>> targets = new(StringComparer.Ordinal);
    private readonly NotebookEngine engine;
    private readonly KernelPublisher publisher;

    public CommRegistry(NotebookEngine engine, KernelPublisher publisher)
    {
        this.engine = engine;
        this.publisher = publisher;
        OfEngine.Add(engine, this);
    }

    /// <summary>That of the running cell's kernel.</summary>
    /// <exception cref="InvalidOperationException">No cell runs here, or not in a Jupyter kernel.</exception>
    public static CommRegistry Current =>
        CellContext.Current is { } cell && OfEngine.TryGetValue(cell.Engine, out var registry)
            ? registry
            : throw new InvalidOperationException("Comms need a cell that runs in a Jupyter kernel.");

    public void Register(string target, Action<Comm, JsonObject> opened) => targets[target] = opened;

    public Comm Open(string target, JsonObject? data)
    {
        var comm = new Comm(this, Guid.NewGuid().ToString("N"), target);
        comms[comm.Id] = comm;
        Publish("comm_open", comm.Id, data, target);
        return comm;
    }

    public void Send(string type, string id, JsonObject data) => Publish(type, id, data, target: null);

    public void Close(Comm comm)
    {
        if (comms.TryRemove(comm.Id, out _))
            Publish("comm_close", comm.Id, null, target: null);
    }

    /// <summary>Answers a comm_info_request.</summary>
    public JsonObject Info(JsonObject content)
    {
        string? wanted = JupyterMessage.Text(content, "target_name");
        var open = new JsonObject();
        foreach (var comm in comms.Values.Where(comm => wanted is null || comm.Target == wanted))
            open[comm.Id] = new JsonObject { ["target_name"] = comm.Target };
        return new JsonObject { ["status"] = "ok", ["comms"] = open };
    }

    /// <summary>A page opens a line; one to a name that nobody knows is closed again.</summary>
    public Task OpenAsync(JupyterMessage message)
    {
        if (JupyterMessage.Text(message.Content, "comm_id") is not { } id)
            return Task.CompletedTask;
        string target = JupyterMessage.Text(message.Content, "target_name") ?? "";
        if (!targets.TryGetValue(target, out var opened))
        {
            publisher.Publish("comm_close", Content(id, null), message.HeaderBytes);
            return Task.CompletedTask;
        }
        var comm = new Comm(this, id, target);
        comms[id] = comm;
        return CallAsync(message, () => opened(comm, Data(message)));
    }

    /// <summary>A message on a line; of an unknown one it is passed over.</summary>
    public Task MessageAsync(JupyterMessage message) =>
        Known(message) is { OnMessage: { } handler } ? CallAsync(message, () => handler(Data(message)))
            : Task.CompletedTask;

    /// <summary>The page closes a line.</summary>
    public Task CloseAsync(JupyterMessage message)
    {
        var comm = Known(message);
        if (comm is not null)
            comms.TryRemove(comm.Id, out _);
        return comm?.OnClose is { } handler ? CallAsync(message, handler) : Task.CompletedTask;
    }

    private Task CallAsync(JupyterMessage message, Action handler) =>
        engine.CallAsync(handler, new IopubOutputs(publisher, message.HeaderBytes, silent: false));

    private Comm? Known(JupyterMessage message) =>
        JupyterMessage.Text(message.Content, "comm_id") is { } id ? comms.GetValueOrDefault(id) : null;

    private void Publish(string type, string id, JsonObject? data, string? target)
    {
        var content = Content(id, data);
        if (target is not null)
            content["target_name"] = target;
        byte[] parent = (CellContext.Current?.Outputs as IopubOutputs)?.Parent ?? [];
        publisher.Publish(type, content, parent);
    }

    private static JsonObject Content(string id, JsonObject? data) => new()
    {
        ["comm_id"] = id,
        ["data"] = data?.DeepClone() ?? new JsonObject(),
    };

    private static JsonObject Data(JupyterMessage message) =>
        message.Content["data"] as JsonObject is { } data ? (JsonObject)data.DeepClone() : [];
}

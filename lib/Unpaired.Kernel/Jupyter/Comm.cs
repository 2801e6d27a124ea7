using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Jupyter;

/// <summary>A line to a piece of the page, such as a widget, that either side may open and close.</summary>
/// <remarks>Jupyter's messaging specification, "Custom Messages". Handlers run on the cell thread, between
/// cells.</remarks>
public sealed class Comm
{
    private readonly CommRegistry registry;

    internal Comm(CommRegistry registry, string id, string target)
    {
        this.registry = registry;
        Id = id;
        Target = target;
    }

    /// <summary>Names it on both sides.</summary>
    public string Id { get; }

    /// <summary>What the other side makes of it.</summary>
    public string Target { get; }

    /// <summary>Called with the data of each message from the page.</summary>
    public Action<JsonObject>? OnMessage { get; set; }

    /// <summary>Called when the page has closed it.</summary>
    public Action? OnClose { get; set; }

    /// <summary>Opens a line to something in the page that waits under a name.</summary>
    /// <param name="target">The name; pages without it close the line at once.</param>
    /// <param name="data">What it needs to begin; may be null.</param>
    /// <exception cref="InvalidOperationException">Called outside a cell of a Jupyter kernel.</exception>
    public static Comm Open(string target, JsonObject? data = null) => CommRegistry.Current.Open(target, data);

    /// <summary>Waits for lines that pages open under a name.</summary>
    /// <param name="target">The name; an earlier registration is replaced.</param>
    /// <param name="opened">Called with each new line and the data sent along.</param>
    /// <exception cref="InvalidOperationException">Called outside a cell of a Jupyter kernel.</exception>
    public static void Register(string target, Action<Comm, JsonObject> opened) =>
        CommRegistry.Current.Register(target, opened);

    /// <summary>Sends to the page.</summary>
    /// <param name="data">Any object.</param>
    public void Send(JsonObject data) => registry.Send("comm_msg", Id, data);

    /// <summary>Closes it; the page is told.</summary>
    public void Close() => registry.Close(this);
}

using System.Text;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Jupyter;

/// <summary>Writes answers and outputs; may be used from any thread.</summary>
internal sealed class KernelPublisher(KernelSockets sockets, MessageSigner signer)
{
    /// <summary>Names this kernel's life in every message.</summary>
    public string Session { get; } = Guid.NewGuid().ToString();

    /// <summary>Tells all clients something.</summary>
    /// <param name="type">The message type.</param>
    /// <param name="content">Its content.</param>
    /// <param name="parent">Header of the request that it belongs to; empty for none.</param>
    /// <param name="metadata">Further fields.</param>
    /// <param name="buffers">Raw bytes.</param>
    public void Publish(
        string type, JsonObject content, byte[] parent, JsonObject? metadata = null, IEnumerable<byte[]>? buffers =
            null) =>
        sockets.Send(KernelChannel.Iopub, JupyterMessage.Write(
            signer, [Encoding.UTF8.GetBytes($"kernel.{Session}.{type}")], Session, type, content, parent, metadata,
            buffers));

    /// <summary>Tells all clients whether the kernel works on a request.</summary>
    public void Status(string state, byte[] parent) =>
        Publish("status", new JsonObject { ["execution_state"] = state }, parent);

    /// <summary>Answers a request on the channel where it came.</summary>
    public void Reply(KernelChannel channel, JupyterMessage request, string type, JsonObject content) =>
        sockets.Send(channel, JupyterMessage.Write(
            signer, request.Identities, Session, type, content, request.HeaderBytes));

    /// <summary>Asks the client that sent a request.</summary>
    public void Ask(JupyterMessage request, JsonObject content) =>
        sockets.Send(KernelChannel.Stdin, JupyterMessage.Write(
            signer, request.Identities, Session, "input_request", content, request.HeaderBytes));

    /// <summary>Greets a client that has begun to listen, so that it need not guess when.</summary>
    public void Welcome(byte[] topic) => sockets.Send(KernelChannel.Iopub, JupyterMessage.Write(
        signer, [topic], Session, "iopub_welcome",
        new JsonObject { ["subscription"] = Encoding.UTF8.GetString(topic) }, []));
}

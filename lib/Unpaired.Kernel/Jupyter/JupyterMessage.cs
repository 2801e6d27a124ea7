using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Jupyter;

/// <summary>One message of the protocol, as it was received.</summary>
internal sealed class JupyterMessage
{
    public const string Version = "5.4";

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private JupyterMessage(IReadOnlyList<byte[]> identities, byte[] headerBytes, JsonObject header)
    {
        Identities = identities;
        HeaderBytes = headerBytes;
        Header = header;
    }

    /// <summary>The route back to the sender.</summary>
    public IReadOnlyList<byte[]> Identities { get; }

    /// <summary>The header as it came; the parent header of every answer.</summary>
    public byte[] HeaderBytes { get; }

    public JsonObject Header { get; }

    public required JsonObject Parent { get; init; }

    public required JsonObject Metadata { get; init; }

    public required JsonObject Content { get; init; }

    public IReadOnlyList<byte[]> Buffers { get; private init; } = [];

    public string Type => Text(Header, "msg_type") ?? "";

    /// <summary>A text field, or null if it is not there or no text.</summary>
    public static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>A true or false field, or what holds without it.</summary>
    public static bool Flag(JsonObject json, string name, bool otherwise) =>
        json[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : otherwise;

    /// <summary>A whole number, or null.</summary>
    public static int? Number(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue(out int number) ? number : null;

    /// <summary>Takes received frames apart; null and the reason if they are no message, or not one for us.</summary>
    public static JupyterMessage? Read(IReadOnlyList<byte[]> frames, MessageSigner signer, out string? problem)
    {
        int delimiter = 0;
        while (delimiter < frames.Count && !frames[delimiter].AsSpan().SequenceEqual(Delimiter))
            delimiter++;
        byte[][] parts = [.. frames.Skip(delimiter + 2).Take(4)];
        if (parts.Length < 4)
        {
            problem = $"expected <IDS|MSG>, a signature and four parts; found {frames.Count} frames";
            return null;
        }
        problem = signer.Problem(frames[delimiter + 1], parts);
        if (problem is not null)
            return null;
        try
        {
            var objects = parts.Select(part => JsonNode.Parse(part) as JsonObject).ToArray();
            if (objects.Any(part => part is null) || Text(objects[0]!, "msg_type") is null)
            {
                problem = "expected four JSON objects, the first with msg_type";
                return null;
            }
            return new JupyterMessage([.. frames.Take(delimiter)], parts[0], objects[0]!)
            {
                Parent = objects[1]!,
                Metadata = objects[2]!,
                Content = objects[3]!,
                Buffers = [.. frames.Skip(delimiter + 6)],
            };
        }
        catch (Exception error) when (error is JsonException or ArgumentException) // the latter: a key twice
        {
            problem = $"it is not valid JSON ({error.Message})";
            return null;
        }
    }

    /// <summary>Frames ready to be sent.</summary>
    /// <param name="signer">Signs them.</param>
    /// <param name="identities">The route, or the topic on iopub.</param>
    /// <param name="session">The kernel's session.</param>
    /// <param name="type">The message type.</param>
    /// <param name="content">Its content.</param>
    /// <param name="parent">Header of the request that it belongs to; empty for none.</param>
    /// <param name="metadata">Further fields; null for none.</param>
    /// <param name="buffers">Raw bytes behind it.</param>
    public static IReadOnlyList<byte[]> Write(
        MessageSigner signer, IEnumerable<byte[]> identities, string session, string type, JsonObject content,
        byte[] parent, JsonObject? metadata = null, IEnumerable<byte[]>? buffers = null)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString(),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("O"),
            ["msg_type"] = type,
            ["version"] = Version,
        };
        byte[][] parts = [Bytes(header), parent.Length == 0 ? "{}"u8.ToArray() : parent,
            Bytes(metadata ?? []), Bytes(content)];
        return [.. identities, Delimiter, signer.Sign(parts), .. parts, .. buffers ?? []];
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString(Plain));
}

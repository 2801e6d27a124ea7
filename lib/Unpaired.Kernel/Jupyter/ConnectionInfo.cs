using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Jupyter;

/// <summary>Where a kernel and its clients meet: what a connection file holds.</summary>
/// <remarks>Jupyter's messaging specification, "Connection files".</remarks>
public sealed record ConnectionInfo
{
    /// <summary>The only signature scheme of the protocol's current versions.</summary>
    public const string Scheme = "hmac-sha256";

    /// <summary>The address that the sockets are bound to.</summary>
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>Requests; 0: any free port.</summary>
    public int ShellPort { get; init; }

    /// <summary>Outputs and state, for all clients; 0: any free port.</summary>
    public int IopubPort { get; init; }

    /// <summary>Questions to the user; 0: any free port.</summary>
    public int StdinPort { get; init; }

    /// <summary>Requests that do not wait; 0: any free port.</summary>
    public int ControlPort { get; init; }

    /// <summary>Sends back what comes; 0: any free port.</summary>
    public int HeartbeatPort { get; init; }

    /// <summary>The shared secret that messages are signed with; empty: unsigned.</summary>
    public string Key { get; init; } = "";

    /// <summary>Reads a connection file.</summary>
    /// <param name="path">As the client gives it to the kernel's command line.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Not a connection file, or one that this kernel cannot serve.</exception>
    public static ConnectionInfo Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"Connection file '{path}': there is no such file.", path);
        JsonObject json;
        try
        {
            json = JsonNode.Parse(File.ReadAllText(path)) as JsonObject
                ?? throw new InvalidDataException($"Connection file '{path}': expected a JSON object.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"Connection file '{path}': {problem.Message}", problem);
        }
        string transport = Text("transport", "tcp"), scheme = Text("signature_scheme", Scheme);
        if (transport != "tcp")
            throw new InvalidDataException($"Connection file '{path}': expected transport 'tcp', found '{transport}'.");
        string key = Text("key", "");
        if (key.Length > 0 && scheme != Scheme)
            throw new InvalidDataException(
                $"Connection file '{path}': expected signature_scheme '{Scheme}', found '{scheme}'.");
        return new ConnectionInfo
        {
            Ip = Text("ip", "127.0.0.1"),
            ShellPort = Port("shell_port"),
            IopubPort = Port("iopub_port"),
            StdinPort = Port("stdin_port"),
            ControlPort = Port("control_port"),
            HeartbeatPort = Port("hb_port"),
            Key = key,
        };

        string Text(string name, string otherwise) => json[name] switch
        {
            null => otherwise,
            JsonValue value when value.TryGetValue(out string? text) => text,
            var other => throw Wrong(name, "text", other),
        };

        int Port(string name) => json[name] is JsonValue value && value.TryGetValue(out int port)
            && port is >= 0 and <= ushort.MaxValue
            ? port : throw Wrong(name, "a port from 0 to 65535", json[name]);

        InvalidDataException Wrong(string name, string expected, JsonNode? found) => new(
            $"Connection file '{path}', '{name}': expected {expected}, found {found?.ToJsonString() ?? "nothing"}.");
    }
}

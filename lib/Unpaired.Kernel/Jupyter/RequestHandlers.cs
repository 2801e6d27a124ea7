using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Jupyter;

/// <summary>Answers requests; an unknown or broken one gets an error, never the end of the kernel.</summary>
internal sealed class RequestHandlers
{
    private readonly Dictionary<string, Func<QueuedRequest, Task<JsonObject?>>> handlers;
    private readonly CodeAssistant assistant;
    private readonly KernelPublisher publisher;
    private readonly Action<bool> end;

    public RequestHandlers(
        CellRunner cells, CommRegistry comms, KernelHistory history, CodeAssistant assistant,
        KernelPublisher publisher, Action<bool> end)
    {
        this.assistant = assistant;
        this.publisher = publisher;
        this.end = end;
        handlers = new(StringComparer.Ordinal)
        {
            ["kernel_info_request"] = Now(_ => KernelInfo()),
            ["execute_request"] = async request => await cells.ExecuteAsync(request).ConfigureAwait(false),
            ["complete_request"] = async request => await CompleteAsync(request.Message.Content).ConfigureAwait(false),
            ["inspect_request"] = async request => await InspectAsync(request.Message.Content).ConfigureAwait(false),
            ["is_complete_request"] = Now(content => Completeness.Of(Code(content)).ToJson()),
            ["history_request"] = Now(history.Answer),
            ["comm_info_request"] = Now(comms.Info),
            ["comm_open"] = Silently(comms.OpenAsync),
            ["comm_msg"] = Silently(comms.MessageAsync),
            ["comm_close"] = Silently(comms.CloseAsync),
            ["interrupt_request"] = Now(_ => Ok()),
            ["shutdown_request"] = Now(content => new JsonObject
            {
                ["status"] = "ok",
                ["restart"] = JupyterMessage.Flag(content, "restart", false),
            }),
            ["debug_request"] = Now(RefuseDebugging),
        };
    }

    /// <summary>Handles a request and replies to it.</summary>
    public async Task HandleAsync(QueuedRequest request)
    {
        string type = request.Message.Type;
        JsonObject? content;
        try
        {
            content = handlers.TryGetValue(type, out var handler)
                ? await handler(request).ConfigureAwait(false)
                : Failed("UnknownMessage", $"This kernel does not know messages of type '{type}'.");
        }
        catch (Exception problem) // the protocol's errors belong into the reply; a kernel has to go on
        {
            content = Failed(problem.GetType().Name, problem.Message);
        }
        if (content is not null && type.EndsWith("_request", StringComparison.Ordinal))
            publisher.Reply(request.Channel, request.Message, type[..^"request".Length] + "reply", content);
        if (type != "shutdown_request")
            return;
        publisher.Publish("shutdown_reply", (JsonObject)content!.DeepClone(), request.Message.HeaderBytes);
        end(JupyterMessage.Flag(content, "restart", false));
    }

    private static Func<QueuedRequest, Task<JsonObject?>> Now(Func<JsonObject, JsonObject> answer) =>
        request => Task.FromResult<JsonObject?>(answer(request.Message.Content));

    private static Func<QueuedRequest, Task<JsonObject?>> Silently(Func<JupyterMessage, Task> handle) =>
        async request =>
        {
            await handle(request.Message).ConfigureAwait(false);
            return null;
        };

    private static JsonObject Ok() => new() { ["status"] = "ok" };

    private static JsonObject Failed(string name, string message)
    {
        var content = IopubOutputs.Error(name, message, []);
        content["status"] = "error";
        return content;
    }

    private static string Code(JsonObject content) => JupyterMessage.Text(content, "code")
        ?? throw new ArgumentException("Expected 'code' as text.");

    private static JsonObject KernelInfo()
    {
        string version = typeof(RequestHandlers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0] ?? "0";
        return new JsonObject
        {
            ["status"] = "ok",
            ["protocol_version"] = JupyterMessage.Version,
            ["implementation"] = "unpaired",
            ["implementation_version"] = version,
            ["language_info"] = new JsonObject // as the notebooks carry it: running one must not change it
            {
                ["name"] = "C#",
                ["version"] = "13.0",
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
            },
            ["banner"] = $"Unpaired {version}: C# on {RuntimeInformation.FrameworkDescription}",
            ["help_links"] = new JsonArray(),
            ["supported_features"] = new JsonArray(),
            ["debugger"] = false,
        };
    }

    private static JsonObject RefuseDebugging(JsonObject content) => new()
    {
        ["status"] = "ok",
        ["type"] = "response",
        ["request_seq"] = JupyterMessage.Number(content, "seq") ?? 0,
        ["seq"] = 0,
        ["success"] = false,
        ["command"] = JupyterMessage.Text(content, "command") ?? "",
        ["message"] = "This kernel has no debugger.",
    };

    private async Task<JsonObject> CompleteAsync(JsonObject content)
    {
        string code = Code(content);
        int position = CodePoints.ToUtf16(code, JupyterMessage.Number(content, "cursor_pos"));
        var answer = await assistant.CompleteAsync(code, position).ConfigureAwait(false);
        int start = CodePoints.FromUtf16(code, answer.Start), end = CodePoints.FromUtf16(code, position);
        var types = answer.Items.Select(item => (JsonNode)new JsonObject
        {
            ["text"] = item.Text,
            ["type"] = item.Kind,
            ["start"] = start,
            ["end"] = end,
        });
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. answer.Items.Select(item => (JsonNode)item.Text)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = new JsonArray([.. types]) },
        };
    }

    private async Task<JsonObject> InspectAsync(JsonObject content)
    {
        string code = Code(content);
        int position = CodePoints.ToUtf16(code, JupyterMessage.Number(content, "cursor_pos"));
        var found = await assistant.InspectAsync(code, position).ConfigureAwait(false);
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = found is not null,
            ["data"] = found is null ? [] : IopubOutputs.Bundle(found),
            ["metadata"] = new JsonObject(),
        };
    }
}

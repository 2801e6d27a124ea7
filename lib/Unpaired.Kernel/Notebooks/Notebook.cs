using System.Text.Json.Nodes;

namespace Unpaired.Kernel;

/// <summary>What a cell is.</summary>
public enum CellKind
{
    /// <summary>Code, with outputs.</summary>
    Code,

    /// <summary>Markdown text.</summary>
    Markdown,

    /// <summary>Text that no one interprets.</summary>
    Raw,
}

/// <summary>A cell of a notebook.</summary>
/// <param name="kind">What it is.</param>
/// <param name="id">Its id: 1 to 64 letters, digits, - or _; unique in the notebook.</param>
/// <param name="source">Its text, lines ended by \n.</param>
public sealed class NotebookCell(CellKind kind, string id, string source)
{
    /// <summary>What it is.</summary>
    public CellKind Kind { get; } = kind;

    /// <summary>1 to 64 letters, digits, - or _; unique in the notebook.</summary>
    public string Id { get; } = id;

    /// <summary>Its text, lines ended by \n.</summary>
    public string Source { get; set; } = source;

    /// <summary>Tags and whatever editors store.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>Files that Markdown text refers to; null for none.</summary>
    public JsonObject? Attachments { get; init; }

    /// <summary>The number it was executed as; null when it was not.</summary>
    public int? ExecutionCount { get; set; }

    /// <summary>What it put out, in order.</summary>
    public List<CellOutput> Outputs { get; } = [];

    /// <summary>The cell's tags.</summary>
    public IReadOnlyList<string> Tags =>
        Metadata["tags"] is JsonArray tags ? [.. tags.OfType<JsonValue>().Select(t => t.ToString())] : [];
}

/// <summary>A notebook in the terms of nbformat 4.5.</summary>
public sealed class Notebook
{
    /// <summary>Kernel and language, and whatever editors store.</summary>
    public JsonObject Metadata { get; init; } = DefaultMetadata();

    /// <summary>The cells from top to bottom.</summary>
    public List<NotebookCell> Cells { get; } = [];

    /// <summary>The first level-one heading, without its markup; null when there is none.</summary>
    public string? Title => Cells.Where(c => c.Kind == CellKind.Markdown)
        .Select(c => MarkdownHtml.Title(c.Source)).FirstOrDefault(title => title is not null);

    /// <summary>
    /// Reads a notebook file of nbformat 4.0 to 4.5; cells without an id get one from place and content.
    /// </summary>
    /// <exception cref="NotebookFormatException">It is missing or is no such file; names file and cell.</exception>
    public static Notebook Load(string path) => NotebookReader.Load(path);

    /// <summary>Reads a notebook from its JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="NotebookFormatException">It is no notebook; names file and cell.</exception>
    public static Notebook Parse(string json, string name) => NotebookReader.Parse(json, name);

    /// <summary>
    /// Writes the notebook in canonical form, aside first, so that the old file survives any failure.
    /// </summary>
    public void Save(string path) => WholeFile.Write(path, ToJson());

    /// <summary>
    /// The canonical text: nbformat 4.5, one-space indent, sorted keys, lines as arrays, final newline.
    /// </summary>
    public string ToJson() => NotebookWriter.Write(this);

    /// <summary>The language of cells that name none: by kernel and language metadata, C# when there is none.</summary>
    public string DefaultLanguage =>
        Text(Metadata, "polyglot_notebook", "kernelInfo", "defaultKernelName")
        ?? Text(Metadata, "dotnet_interactive", "language")
        ?? Text(Metadata, "kernelspec", "language")
        ?? Text(Metadata, "language_info", "name")
        ?? CellLanguage.CSharp;

    /// <summary>The language of a cell: by its own metadata, otherwise the notebook's.</summary>
    public string LanguageOf(NotebookCell cell) =>
        Text(cell.Metadata, "polyglot_notebook", "kernelName")
        ?? Text(cell.Metadata, "dotnet_interactive", "language")
        ?? (Text(cell.Metadata, "vscode", "languageId") is { } id ? CellLanguage.Find(id) : null)
        ?? DefaultLanguage;

    private static string? Text(JsonNode? node, params string[] path)
    {
        foreach (string key in path)
            node = (node as JsonObject)?[key];
        return node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
    }

    private static JsonObject DefaultMetadata() => new()
    {
        ["kernelspec"] =
            new JsonObject { ["name"] = ".net-csharp", ["display_name"] = ".NET (C#)", ["language"] = "C#" },
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["file_extension"] = ".cs",
            ["mimetype"] = "text/x-csharp",
            ["pygments_lexer"] = "csharp",
            ["version"] = "13.0",
        },
        ["polyglot_notebook"] = new JsonObject
        {
            ["kernelInfo"] = new JsonObject
            {
                ["defaultKernelName"] = "csharp",
                ["items"] = new JsonArray(new JsonObject { ["aliases"] = new JsonArray(), ["name"] = "csharp" }),
            },
        },
    };
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel;

/// <summary>Writes notebooks as web pages.</summary>
public static class HtmlExport
{
    /// <summary>
    /// Writes one notebook as a page that needs nothing else, no network either: pictures, formulas and charts are
    /// inside.
    /// </summary>
    /// <param name="notebook">The notebook, with its outputs.</param>
    /// <param name="path">The page; replaced as a whole.</param>
    /// <param name="options">Neighbours, charts and where pictures are.</param>
    public static void Write(Notebook notebook, string path, HtmlOptions? options = null)
    {
        options ??= new HtmlOptions();
        string folder = options.SourceFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        WholeFile.Write(path, ToHtml(notebook, options with
        {
            SourceFolder = folder,
            Title = options.Title ?? Path.GetFileNameWithoutExtension(path),
        }));
    }

    /// <summary>Writes a page that lists others.</summary>
    /// <param name="path">The page; replaced as a whole.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="pages">The pages in order; addresses relative to this one.</param>
    public static void WriteIndex(string path, string title, IEnumerable<PageLink> pages)
    {
        var list = new StringBuilder($"<h1>{Encode(title)}</h1>\n<ol class=\"pages\">\n");
        foreach (var page in pages)
            list.Append($"<li><a href=\"{Encode(page.Address)}\">{Encode(page.Title)}</a>")
                .Append(page.Summary is null ? "" : $"<p>{Encode(page.Summary)}</p>").Append("</li>\n");
        WholeFile.Write(path, Page(title, "", $"<main>\n{list}</ol>\n</main>\n", [], ""));
    }

    /// <summary>A link to a notebook's page: its title, and its first sentences as summary.</summary>
    public static PageLink LinkTo(Notebook notebook, string address) => new(
        notebook.Title ?? Path.GetFileNameWithoutExtension(address), address,
        notebook.Cells.Where(c => c.Kind == CellKind.Markdown)
            .Select(c => MarkdownHtml.FirstParagraph(c.Source)).FirstOrDefault(p => p is not null));

    private static string ToHtml(Notebook notebook, HtmlOptions options)
    {
        var markdown = new MarkdownHtml(options.SourceFolder!);
        var outputs = new OutputHtml(markdown, options.PlotlyScript);
        var body = new StringBuilder();
        string title = notebook.Title ?? options.Title!;
        if (notebook.Title is null)
            body.Append($"<h1>{Encode(title)}</h1>\n");
        foreach (var cell in notebook.Cells)
            if (cell.Kind == CellKind.Markdown)
                body.Append("<section class=\"text\">\n").Append(markdown.Convert(cell.Source, cell.Attachments))
                    .Append("</section>\n");
            else if (cell.Kind == CellKind.Code && cell.Source.Trim().Length > 0)
                AppendCode(body, cell, notebook.LanguageOf(cell), outputs);
        var scripts = new List<string>();
        if (markdown.HasMath)
            scripts.Add(PageResources.Katex);
        if (outputs.PlotlyScript is { } plotly)
            scripts.Add(plotly);
        scripts.Add(PageResources.Script);
        string contents = Contents(markdown.Headings);
        return Page(title, Navigation(options, "Pages"), $"{contents}<main>\n{body}</main>\n", scripts,
            contents.Length > 0 ? " class=\"with-contents\"" : "", Navigation(options, "Pages, again"));
    }

    private static void AppendCode(StringBuilder body, NotebookCell cell, string language, OutputHtml outputs)
    {
        string code = cell.Source.Trim('\n');
        string shown = CellLanguage.Find(language) == CellLanguage.CSharp
            ? CSharpHighlighter.Highlight(code) : Encode(code);
        string number = cell.ExecutionCount is { } count
            ? $"<span class=\"count\" aria-hidden=\"true\">{count}</span>" : "";
        string source =
            $"<div class=\"source\">{number}<pre class=\"code\" tabindex=\"0\"><code>{shown}</code></pre></div>\n";
        bool hidden = (cell.Metadata["jupyter"] as JsonObject)?["source_hidden"]?.GetValue<bool>() == true;
        body.Append("<section class=\"cell\">\n")
            .Append(hidden ? $"<details><summary>Code</summary>{source}</details>\n" : source);
        if (cell.Outputs.Count > 0)
        {
            body.Append("<div class=\"outputs\">\n");
            foreach (var output in cell.Outputs)
                body.Append(outputs.Render(output));
            body.Append("</div>\n");
        }
        body.Append("</section>\n");
    }

    /// <summary>A table of contents, when there are enough headings to want one.</summary>
    private static string Contents(List<Heading> headings)
    {
        var listed = headings.Where(h => h.Level is 2 or 3).ToList();
        if (listed.Count <= 3)
            return "";
        var html = new StringBuilder(
            "<nav class=\"contents\" aria-label=\"On this page\">\n<strong>On this page</strong>\n<ol>\n");
        foreach (var heading in listed)
            html.Append($"<li class=\"level-{heading.Level}\"><a href=\"#{Encode(heading.Id)}\">")
                .Append($"{Encode(heading.Text)}</a></li>\n");
        return html.Append("</ol>\n</nav>\n").ToString();
    }

    private static string Navigation(HtmlOptions options, string label)
    {
        if (options.Previous is null && options.Next is null && options.Contents is null)
            return "";
        string Link(PageLink? link, string relation, string mark) => link is null
            ? "<span></span>"
            : $"<a rel=\"{relation}\" href=\"{Encode(link.Address)}\">{string.Format(mark, Encode(link.Title))}</a>";
        return $"<nav class=\"pages\" aria-label=\"{label}\">{Link(options.Previous, "prev", "← {0}")}"
            + $"{Link(options.Contents, "up", "{0}")}{Link(options.Next, "next", "{0} →")}</nav>\n";
    }

    private static string Page(
        string title, string top, string body, IEnumerable<string> scripts, string bodyAttributes,
        string bottom = "") =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Encode(title)}</title>
        <style>
        {PageResources.Style}</style>
        </head>
        <body{bodyAttributes}>
        <header>{top}</header>
        {body}<footer>{bottom}</footer>
        {string.Concat(scripts.Select(Script))}</body>
        </html>

        """.ReplaceLineEndings("\n");

    private static string Script(string code) =>
        $"<script>{code.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}</script>\n";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

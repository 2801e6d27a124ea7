using System.Net;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Unpaired.Kernel;

/// <summary>A heading of a page.</summary>
internal sealed record Heading(int Level, string Id, string Text);

/// <summary>Markdown cells as HTML: maths marked for rendering, pictures inline, notebooks linked as pages.</summary>
internal sealed partial class MarkdownHtml(string folder)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseGridTables().UseMathematics().UseEmphasisExtras().UseTaskLists().UseFootnotes()
        .UseAutoLinks().UseAlertBlocks().UseGenericAttributes().Build();

    private readonly HashSet<string> ids = [];
    private bool hasTitle;

    /// <summary>The headings so far, in order.</summary>
    public List<Heading> Headings { get; } = [];

    /// <summary>Whether some text had formulas.</summary>
    public bool HasMath { get; private set; }

    /// <summary>Converts the text of one cell.</summary>
    /// <param name="text">Markdown.</param>
    /// <param name="attachments">The cell's attached pictures: name → MIME type → base64.</param>
    public string Convert(string text, System.Text.Json.Nodes.JsonObject? attachments = null)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
            Register(heading);
        foreach (var link in document.Descendants<LinkInline>().Where(l => !l.IsImage && l.Url is not null))
            link.Url = NotebookLink().Replace(link.Url!, ".html$1");
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new FenceRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new FormulaRenderer());
        renderer.Render(document);
        string html = writer.ToString();
        HasMath |= html.Contains("class=\"math");
        return ImageTag().Replace(html, match => Picture(match, attachments));
    }

    /// <summary>The text of the first level-one heading, or null.</summary>
    public static string? Title(string text) => Markdown.Parse(text, Pipeline).Descendants<HeadingBlock>()
        .Where(h => h.Level == 1).Select(TextOf).FirstOrDefault();

    /// <summary>The text of the first paragraph that is more than a picture or a link, or null.</summary>
    public static string? FirstParagraph(string text) => Markdown.Parse(text, Pipeline).OfType<ParagraphBlock>()
        .Select(TextOf).FirstOrDefault(t => t.Length > 40);

    /// <summary>One level-one heading to a page: further ones go down a level.</summary>
    private void Register(HeadingBlock heading)
    {
        if (heading.Level == 1 && hasTitle)
            heading.Level = 2;
        hasTitle |= heading.Level == 1;
        string text = TextOf(heading);
        string slug = NotWord().Replace(text.ToLowerInvariant(), "-").Trim('-');
        string id = slug.Length == 0 ? "section" : slug;
        for (int i = 2; !ids.Add(id); i++)
            id = $"{slug}-{i}";
        heading.GetAttributes().Id = id;
        Headings.Add(new Heading(heading.Level, id, text));
    }

    private static string TextOf(LeafBlock block) => string.Concat((block.Inline?.Descendants() ?? []).Select(inline =>
        inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            MathInline math => math.Content.ToString(),
            LineBreakInline => " ",
            HtmlEntityInline entity => entity.Transcoded.ToString(),
            _ => "",
        })).Trim();

    private string Picture(Match tag, System.Text.Json.Nodes.JsonObject? attachments)
    {
        string source = WebUtility.HtmlDecode(tag.Groups["src"].Value);
        if (source.StartsWith("data:", StringComparison.Ordinal))
            return tag.Value;
        string? data = Embed(source, attachments);
        if (data is not null)
            return $"{tag.Groups["before"].Value}{data}{tag.Groups["after"].Value}";
        string alt = AltText().Match(tag.Value).Groups["alt"].Value;
        return $"<span class=\"missing\">Picture: {(alt.Length > 0 ? alt : WebUtility.HtmlEncode(source))}</span>";
    }

    private string? Embed(string source, System.Text.Json.Nodes.JsonObject? attachments)
    {
        const string Attachment = "attachment:";
        if (source.StartsWith(Attachment, StringComparison.Ordinal))
            return attachments?[Uri.UnescapeDataString(source[Attachment.Length..])]
                is System.Text.Json.Nodes.JsonObject forms
                && forms.FirstOrDefault() is { Key: { } mime, Value: { } content } ? $"data:{mime};base64,{content}"
                    : null;
        if (source.Contains(':') || MimeOf(source) is not { } type)
            return null; // elsewhere: pages load nothing
        string path = Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(source)));
        return File.Exists(path) ? $"data:{type};base64,{System.Convert.ToBase64String(File.ReadAllBytes(path))}"
            : null;
    }

    private static string? MimeOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        ".svg" => "image/svg+xml",
        _ => null,
    };

    [GeneratedRegex(@"(?<before><img\b[^>]*?\bsrc="")(?<src>[^""]*)(?<after>""[^>]*>)")]
    private static partial Regex ImageTag();

    [GeneratedRegex(@"\balt=""(?<alt>[^""]*)""")]
    private static partial Regex AltText();

    [GeneratedRegex(@"(?<!:.*)\.ipynb(#.*)?$")]
    private static partial Regex NotebookLink();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex NotWord();

    /// <summary>Formulas in a line of text; those between two dollar signs stand on a line of their own.</summary>
    private sealed class FormulaRenderer : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline formula)
        {
            string tex = WebUtility.HtmlEncode(formula.Content.ToString());
            renderer.Write(formula.DelimiterCount > 1
                ? $"<span class=\"math own-line\">\\[{tex}\\]</span>"
                : $"<span class=\"math\">\\({tex}\\)</span>");
        }
    }

    /// <summary>Fenced code: C# in colours, diagrams drawn or as their text.</summary>
    private sealed class FenceRenderer : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            string language = (block as FencedCodeBlock)?.Info?.ToLowerInvariant() ?? "";
            string code = block.Lines.ToString();
            if (block is MathBlock)
                renderer.Write($"<div class=\"math\">\\[{WebUtility.HtmlEncode(code)}\\]</div>\n");
            else if (language == "mermaid")
                renderer.Write(MermaidHtml.Render(code));
            else
                renderer.Write($"<pre class=\"code\"><code>{(language is "csharp" or "cs" or "c#"
                    ? CSharpHighlighter.Highlight(code) : WebUtility.HtmlEncode(code))}</code></pre>\n");
        }
    }
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Unpaired.Kernel.Tests;

public sealed partial class HtmlTests : IDisposable
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
    private readonly TestFolder folder = new();
    private readonly Notebook notebook = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_Notebook_LoadsNothingFromElsewhere()
    {
        folder.Write("figure.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        Markdown("# Title\n\n$x^2$ and $$y^2$$\n\n![drawn](figure.svg) ![far](https://example.org/far.png) <img src=\"figure.svg\" alt=\"raw\">");
        Code("1",
            new DisplayOutput(new Dictionary<string, string> { ["image/png"] = Pixel, ["text/plain"] = "a \"dot\"" }));
        Code("2", Chart());
        string html =
            Write(new HtmlOptions { PlotlyScript = () => "var Plotly = { newPlot: function () {} }; '</script>'" });
        Assert.DoesNotMatch(Loads(), WithoutScriptTexts().Replace(html, "$1"));
        Assert.Equal(2, Regex.Count(html, "src=\"data:image/svg\\+xml;base64,"));
        Assert.Contains("Picture: far", html);
        Assert.Contains("<img class=\"picture\" alt=\"a &quot;dot&quot;\" src=\"data:image/png;base64,", html);
        Assert.Single(Regex.Matches(html, "<h1"));
        Assert.Equal(1, Regex.Count(html, "var Plotly"));
        Assert.Equal(Regex.Count(html, "<script"), Regex.Count(html, "</script>"));
        Assert.Contains("katex", html);
        Assert.Contains("<span class=\"math\">\\(x^2\\)</span>", html);
        Assert.Contains("<span class=\"math own-line\">\\[y^2\\]</span>", html);
    }

    [Fact]
    public void Write_WithoutFormulasOrCharts_CarriesNeitherLibrary()
    {
        Markdown("# Title");
        Code("1", Chart());
        string html = Write();
        Assert.True(html.Length < 30_000, $"{html.Length} characters");
        Assert.Contains(Pixel, html); // the chart's picture stands in
    }

    [Fact]
    public void Write_ChartWithScript_IsPreferredAndKeepsItsPictureForNoScript()
    {
        Code("1", Chart());
        string html = Write(new HtmlOptions { PlotlyScript = () => "var Plotly;" });
        Assert.Contains("<script type=\"application/json\">{\"data\":[{\"name\":\"<\\/script>\"}]}</script>", html);
        Assert.Matches("<noscript><img class=\"picture\" alt=\"A chart of losses\"", html);
        Assert.Contains("role=\"img\" aria-label=\"A chart of losses\"", html);
        Assert.Contains("<figcaption aria-hidden=\"true\">A chart of losses</figcaption>", html);
    }

    [Theory]
    [InlineData("graph LR\n  a[First box] --> b(Second)", 2, 1, "First box to Second")]
    [InlineData("flowchart TD\n  a --> b --> c\n  b -->|back| a", 3, 3, "b to a (back)")]
    [InlineData("graph TB; a & b --> c; c -. maybe .-> d; d ==> e; e --- f", 6, 5, "c to d (maybe)")]
    [InlineData("graph RL\n%% remark\nclassDef x fill:red\na{\"is it?\"} -- yes --> b((ok)):::x\na --> a", 2,
        1, "is it? to ok (yes)")]
    [InlineData("graph BT\na[\"two<br/>lines\"] --> b\na --> c\nb --> d\nc --> d\na --> d", 4, 5, "two lines to b")]
    public void Write_FlowChart_IsDrawn(string source, int boxes, int arrows, string description)
    {
        Markdown($"# T\n\n```mermaid\n{source}\n```");
        string html = Write();
        string svg =
            html[html.IndexOf("<svg", StringComparison.Ordinal)..html.IndexOf("</svg>", StringComparison.Ordinal)];
        Assert.Equal(boxes, Regex.Count(svg, "fill:var\\(--panel\\)"));
        Assert.Equal(arrows, Regex.Count(svg, "<path d=\"M[^\"]*C"));
        Assert.Contains(description, svg);
        Assert.DoesNotContain("NaN", svg);
    }

    [Theory]
    [InlineData("sequenceDiagram\n  Alice->>Bob: Hello")]
    [InlineData("graph LR\n  subgraph one\n  a --> b\n  end")]
    [InlineData("graph LR\n  a -->")]
    public void Write_OtherDiagram_IsReadableAsText(string source)
    {
        Code("#!mermaid",
            new DisplayOutput(new Dictionary<string, string> { ["text/markdown"] = $"```mermaid\n{source}\n```" }));
        string html = Write();
        Assert.DoesNotContain("<svg", html);
        Assert.Contains(System.Net.WebUtility.HtmlEncode(source), html);
    }

    [Fact]
    public void Write_Headings_AreOneH1AndATableOfContents()
    {
        Markdown("# One\n\n## Two\n\n# Three\n\n## Two\n\n### Four");
        string html = Write();
        Assert.Single(Regex.Matches(html, "<h1"));
        Assert.Contains("<h2 id=\"three\">Three</h2>", html);
        Assert.Contains("<li class=\"level-2\"><a href=\"#two-2\">Two</a></li>", html);
        Assert.Contains("<h2 id=\"two-2\">Two</h2>", html);
        Assert.Contains("<title>One</title>", html);
        Assert.Contains("lang=\"en\"", html);
    }

    [Fact]
    public void Write_NoTitle_TakesTheFilesName() => Assert.Contains("<h1>page</h1>", Write());

    [Fact]
    public void Write_Code_IsColouredAndEscaped()
    {
        Code("// a <remark>\nvar x = \"<b>\" + 1.5; Console.WriteLine(x);\n#!html");
        string html = Write();
        Assert.Contains("<span class=\"c\">// a &lt;remark&gt;</span>", html);
        Assert.Contains("<span class=\"k\">var</span> x = <span class=\"s\">&quot;&lt;b&gt;&quot;</span> + <span class=\"n\">1.5</span>", html);
        Assert.Contains("<span class=\"t\">Console</span>.<span class=\"f\">WriteLine</span>", html);
    }

    [Fact]
    public void Write_Outputs_AreAllThere()
    {
        Code("1",
            new StreamOutput("stdout", "\u001b[31m<red>\u001b[0m"), new StreamOutput("stderr", "warned"),
            new ErrorOutput("Oops", "it <broke>", ["Cell 1, line 2"]),
            new ResultOutput(
                new Dictionary<string, string> { ["text/html"] = "<b id=\"mine\">kept</b>", ["text/plain"] = "p" }, 1),
            new DisplayOutput(
                new Dictionary<string, string> { ["text/markdown"] = "*soft* $a$", ["text/plain"] = "p" }),
            new DisplayOutput(new Dictionary<string, string> { ["text/plain"] = "plain & simple" }));
        string html = Write();
        Assert.Contains("<pre class=\"stream stdout\">&lt;red&gt;</pre>", html);
        Assert.Contains("<pre class=\"stream stderr\">warned</pre>", html);
        Assert.Contains("<strong>Oops</strong>: it &lt;broke&gt;\nCell 1, line 2", html);
        Assert.Contains("<div class=\"html\"><b id=\"mine\">kept</b></div>", html);
        Assert.Contains("<em>soft</em>", html);
        Assert.Contains("plain &amp; simple", html);
    }

    [Fact]
    public void Write_LinksToNotebooks_BecomeLinksToPages()
    {
        Markdown("[next](03-funit.ipynb#idea) [far](https://example.org/a.ipynb)");
        string html = Write(new HtmlOptions
        {
            Previous = new PageLink("Start & go", "00.html"),
            Contents = new PageLink("All", "index.html"),
        });
        Assert.Contains("href=\"03-funit.html#idea\"", html);
        Assert.Contains("href=\"https://example.org/a.ipynb\"", html);
        Assert.Contains("<a rel=\"prev\" href=\"00.html\">← Start &amp; go</a>", html);
    }

    [Fact]
    public void Write_HiddenSource_IsFolded()
    {
        Code("int secret = 1;");
        notebook.Cells[^1].Metadata["jupyter"] = new JsonObject { ["source_hidden"] = true };
        Assert.Contains("<details><summary>Code</summary>", Write());
    }

    [Fact]
    public void WriteIndex_Pages_AreListed()
    {
        string path = Path.Combine(folder.Path, "index.html");
        Markdown("# First\n\nA paragraph that is long enough to tell what this is about.");
        HtmlExport.WriteIndex(
            path, "All notebooks", [HtmlExport.LinkTo(notebook, "a.html"), new PageLink("Second", "b.html")]);
        string html = File.ReadAllText(path);
        Assert.Contains("<h1>All notebooks</h1>", html);
        Assert.Contains("<a href=\"a.html\">First</a><p>A paragraph that is long", html);
        Assert.Contains("<a href=\"b.html\">Second</a>", html);
        Assert.DoesNotMatch(Loads(), WithoutScriptTexts().Replace(html, "$1"));
    }

    private static DisplayOutput Chart() => new(new Dictionary<string, string>
    {
        ["application/vnd.plotly.v1+json"] = "{\"data\":[{\"name\":\"</script>\"}]}",
        ["image/png"] = Pixel,
        ["text/plain"] = "A chart of losses",
    });

    private void Markdown(string text) =>
        notebook.Cells.Add(new NotebookCell(CellKind.Markdown, $"c{notebook.Cells.Count}", text));

    private void Code(string code, params CellOutput[] outputs)
    {
        var cell = new NotebookCell(CellKind.Code, $"c{notebook.Cells.Count}", code) { ExecutionCount = 1 };
        cell.Outputs.AddRange(outputs);
        notebook.Cells.Add(cell);
    }

    private string Write(HtmlOptions? options = null)
    {
        string path = Path.Combine(folder.Path, "page.html");
        HtmlExport.Write(notebook, path, options);
        return File.ReadAllText(path);
    }

    [GeneratedRegex("(<script[^>]*>).*?</script>", RegexOptions.Singleline)]
    private static partial Regex WithoutScriptTexts();

    /// <summary>Whatever makes a browser fetch something.</summary>
    [GeneratedRegex("""<(script|img|iframe|video|audio|source|embed)\b[^>]*\bsrc\s*=\s*(?!["']?data:)|<link\b|@import|url\(["']?https?:|<object\b""", RegexOptions.IgnoreCase)]
    private static partial Regex Loads();
}

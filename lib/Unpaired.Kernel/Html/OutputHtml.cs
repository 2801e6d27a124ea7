using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unpaired.Kernel;

/// <summary>Cell outputs as HTML, each in its richest form.</summary>
internal sealed partial class OutputHtml(MarkdownHtml markdown, Func<string?>? plotlyScript)
{
    private const int FallbackLimit = 300_000;
    private readonly Lazy<string?> plotly = new(() => plotlyScript?.Invoke());
    private int charts;

    /// <summary>The chart library, if some output needs it.</summary>
    public string? PlotlyScript => charts > 0 ? plotly.Value : null;

    public string Render(CellOutput output) => output switch
    {
        StreamOutput stream =>
            $"<pre class=\"stream {(stream.Name == "stderr" ? "stderr" : "stdout")}\">{Text(stream.Text)}</pre>\n",
        DisplayOutput display => Bundle(display.Data),
        ResultOutput result => Bundle(result.Data),
        ErrorOutput error =>
            $"<pre class=\"error\" role=\"alert\"><strong>{Text(error.Name)}</strong>: {Text(error.Message)}\n"
            + $"{Text(string.Join('\n', error.Traceback))}</pre>\n",
        _ => "",
    };

    private string Bundle(IReadOnlyDictionary<string, string> data)
    {
        string alternative = data.GetValueOrDefault(Mime.Text)?.Trim() ?? "";
        if (data.TryGetValue(Mime.Plotly, out string? figure) && plotly.Value is not null)
            return Chart(figure, alternative, data);
        if (data.TryGetValue(Mime.Html, out string? html))
            return $"<div class=\"html\">{html}</div>\n";
        if (data.TryGetValue(Mime.Svg, out string? svg))
            return Image(Mime.Svg, Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)), alternative);
        foreach (string mime in data.Keys.Where(k => k.StartsWith("image/", StringComparison.Ordinal)))
            return Image(mime, data[mime], alternative);
        if (data.TryGetValue(Mime.Markdown, out string? text))
            return $"<div class=\"markdown\">{markdown.Convert(text)}</div>\n";
        if (data.TryGetValue("text/latex", out string? formula))
            return $"<div class=\"markdown\">{markdown.Convert(formula)}</div>\n";
        return data.TryGetValue(Mime.Text, out string? plain) || data.TryGetValue("application/json", out plain)
            ? $"<pre class=\"result\">{Text(plain)}</pre>\n"
            : $"<p class=\"missing\">Output of a kind that no page shows: {Text(string.Join(", ", data.Keys))}.</p>\n";
    }

    private string Chart(string figure, string alternative, IReadOnlyDictionary<string, string> data)
    {
        charts++;
        string json = JsonDocument.Parse(figure).RootElement.GetRawText()
            .Replace("</", "<\\/", StringComparison.Ordinal);
        string fallback = data.TryGetValue(Mime.Png, out string? png) && png.Length < FallbackLimit
            ? Image(Mime.Png, png, alternative)
            : $"<p class=\"missing\">{Text(alternative)}</p>";
        string caption = alternative.Length == 0 ? ""
            : $"<figcaption aria-hidden=\"true\">{Text(alternative)}</figcaption>"; // the plot's label says the same
        return "<figure class=\"chart\">"
            + $"<div class=\"plot\" role=\"img\" aria-label=\"{Attribute(alternative)}\"></div>{caption}"
            + $"<script type=\"application/json\">{json}</script><noscript>{fallback}</noscript></figure>\n";
    }

    private static string Image(string mime, string base64, string alternative) =>
        $"<img class=\"picture\" alt=\"{Attribute(alternative)}\" "
        + $"src=\"data:{mime};base64,{base64.ReplaceLineEndings("")}\">\n";

    private static string Text(string text) => WebUtility.HtmlEncode(Ansi().Replace(text, ""));

    private static string Attribute(string text) =>
        WebUtility.HtmlEncode(text.Length <= 400 ? text : text[..400] + "…");

    [GeneratedRegex(@"\u001b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Ansi();
}

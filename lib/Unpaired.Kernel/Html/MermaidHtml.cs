using System.Net;

namespace Unpaired.Kernel;

/// <summary>Mermaid diagrams, readable as their source.</summary>
internal static class MermaidHtml
{
    public static string Render(string source) =>
        $"<figure class=\"diagram\"><pre>{WebUtility.HtmlEncode(source.Trim())}</pre>"
        + "<figcaption>Diagram, as Mermaid source</figcaption></figure>\n";
}

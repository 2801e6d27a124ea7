namespace Unpaired.Kernel;

/// <summary>Text that is HTML and shown as such.</summary>
/// <param name="content">The markup.</param>
public sealed class HtmlContent(string content)
{
    /// <summary>Writes the markup as it is; the second argument, .NET Interactive's encoder, is not used.</summary>
    public void WriteTo(TextWriter writer, object? encoder = null) => writer.Write(content);

    /// <summary>The markup.</summary>
    public override string ToString() => content;
}

namespace Unpaired.Kernel;

/// <summary>Style, scripts and the formula renderer that go into pages.</summary>
internal static class PageResources
{
    public static string Style { get; } = Read("page.css");

    public static string Script { get; } = Read("page.js");

    /// <summary>KaTeX (MIT), used for MathML only, so that it needs no fonts.</summary>
    public static string Katex { get; } =
        "/*! KaTeX 0.16.11, copyright (c) 2013-2020 Khan Academy and other contributors, MIT License */\n"
            + Read("katex.min.js");

    private static string Read(string name)
    {
        using var stream = typeof(PageResources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

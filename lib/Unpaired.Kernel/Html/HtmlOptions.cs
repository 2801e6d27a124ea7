namespace Unpaired.Kernel;

/// <summary>A link to another page.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Address">Where it is, relative to the page.</param>
/// <param name="Summary">What one finds there, in a sentence or two; null for nothing. Shown by the index only.</param>
public sealed record PageLink(string Title, string Address, string? Summary = null);

/// <summary>How a notebook becomes a page.</summary>
public sealed record HtmlOptions
{
    /// <summary>Gives the text of plotly.js, asked at most once per page that has charts; null for none.</summary>
    public Func<string?>? PlotlyScript { get; init; }

    /// <summary>The folder that pictures in Markdown are relative to; null for the page's own.</summary>
    public string? SourceFolder { get; init; }

    /// <summary>The title of a notebook without a first heading; null for the file's name.</summary>
    public string? Title { get; init; }

    /// <summary>The page before this one.</summary>
    public PageLink? Previous { get; init; }

    /// <summary>The page after this one.</summary>
    public PageLink? Next { get; init; }

    /// <summary>The page that lists all pages.</summary>
    public PageLink? Contents { get; init; }
}

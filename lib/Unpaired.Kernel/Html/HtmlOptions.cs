namespace Unpaired.Kernel;

/// <summary>A link to a neighbouring page.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Address">Where it is, relative to the page.</param>
public sealed record PageLink(string Title, string Address);

/// <summary>How a notebook becomes a page.</summary>
public sealed record HtmlOptions
{
    /// <summary>Gives the text of plotly.js, asked at most once per page that has charts; null for none.</summary>
    public Func<string?>? PlotlyScript { get; init; }

    /// <summary>The page before this one.</summary>
    public PageLink? Previous { get; init; }

    /// <summary>The page after this one.</summary>
    public PageLink? Next { get; init; }

    /// <summary>The page that lists all pages.</summary>
    public PageLink? Contents { get; init; }
}

namespace Unpaired.Display;

/// <summary>One thing drawn in a chart panel.</summary>
/// <param name="Name">Its name in the legend; empty for none.</param>
internal abstract record ChartSeries(string Name)
{
    /// <summary>Colour, dash pattern and marker, by number; the same in both renderers.</summary>
    public int Style { get; init; }

    /// <summary>Dash pattern where it says another thing than the colour; null for that of the style.</summary>
    public int? Dash { get; init; }
}

/// <summary>Points in order, joined by a line, with markers, or both.</summary>
/// <param name="Name">Its name in the legend; empty for none.</param>
/// <param name="X">Same length as <paramref name="Y"/>.</param>
/// <param name="Y">Not finite: a gap.</param>
/// <param name="HasLine">Joined.</param>
/// <param name="HasMarkers">Marked.</param>
internal sealed record PointSeries(string Name, double[] X, double[] Y, bool HasLine, bool HasMarkers)
    : ChartSeries(Name)
{
    /// <summary>Half the length of the error bars; null for none.</summary>
    public double[]? Spread { get; init; }

    /// <summary>Thin and pale: raw data behind its smoothed line.</summary>
    public bool IsFaint { get; init; }
}

/// <summary>A band between two curves: the spread round a mean.</summary>
/// <param name="Name">Its name in the legend; empty for none.</param>
/// <param name="X">Places.</param>
/// <param name="Low">Lower edge.</param>
/// <param name="High">Upper edge.</param>
internal sealed record BandSeries(string Name, double[] X, double[] Low, double[] High) : ChartSeries(Name);

/// <summary>Bars of equal width round their places: categories, or the bins of a histogram.</summary>
/// <param name="Name">Its name in the legend; empty for none.</param>
/// <param name="X">Middle of each bar.</param>
/// <param name="Heights">From 0.</param>
/// <param name="Width">In units of x.</param>
internal sealed record BarSeries(string Name, double[] X, double[] Heights, double Width) : ChartSeries(Name)
{
    /// <summary>Half the length of the error bars; null for none.</summary>
    public double[]? Spread { get; init; }

    /// <summary>Bins of several histograms overlap, so they must be seen through.</summary>
    public bool IsHistogram { get; init; }
}

/// <summary>A matrix as colours, first row on top.</summary>
/// <param name="Name">What the values are, with unit: the title of the colour scale.</param>
/// <param name="Values">Rows from the top, columns from the left.</param>
internal sealed record HeatMapSeries(string Name, double[,] Values) : ChartSeries(Name)
{
    /// <summary>Writes each value into its cell.</summary>
    public bool HasNumbers { get; init; }

    /// <summary>Digits after the point: two significant ones for the largest value.</summary>
    public int Digits
    {
        get
        {
            double largest = Values.Cast<double>().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max();
            int magnitude = largest > 0 ? (int)Math.Floor(Math.Log10(largest)) : 0;
            return magnitude >= 0 ? Math.Max(0, 2 - magnitude) : Math.Min(6, 1 - magnitude);
        }
    }
}

/// <summary>A horizontal line at a value that matters: a tolerance, a baseline, chance.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">On the y axis.</param>
internal sealed record ReferenceSeries(string Name, double Value) : ChartSeries(Name);

namespace Unpaired.Display;

/// <summary>One pair of axes with what is drawn in it.</summary>
public sealed class ChartPanel
{
    private readonly List<ChartSeries> series = [];
    private readonly List<string> names = [];

    internal ChartPanel(string title, string xTitle, string yTitle, bool hasLogY)
    {
        Title = title;
        XTitle = xTitle;
        YTitle = yTitle;
        HasLogY = hasLogY;
    }

    /// <summary>What this panel shows; empty in a chart of one panel.</summary>
    public string Title { get; }

    /// <summary>Name and unit of the x axis.</summary>
    public string XTitle { get; }

    /// <summary>Name and unit of the y axis.</summary>
    public string YTitle { get; }

    /// <summary>True for a logarithmic y axis; values not above 0 are gaps.</summary>
    public bool HasLogY { get; }

    internal IReadOnlyList<ChartSeries> Series => series;

    /// <summary>Names of the bars' places or of the columns of a heat map; null for numbers.</summary>
    internal IReadOnlyList<string>? XLabels { get; private set; }

    /// <summary>Names of the rows of a heat map, from the top; null for numbers.</summary>
    internal IReadOnlyList<string>? YLabels { get; private set; }

    /// <summary>A line; a second one of the same name gets the same colour.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="x">Places.</param>
    /// <param name="y">Values; not finite is a gap.</param>
    /// <param name="markers">Marks the points; good for up to 20 or so.</param>
    /// <param name="spread">Half the length of the error bars, if any.</param>
    /// <param name="faint">Thin and pale, and not in the legend: raw data behind a smoothed line.</param>
    /// <exception cref="ArgumentException">Different lengths.</exception>
    public ChartPanel Line(string name, IEnumerable<double> x, IEnumerable<double> y, bool markers = false,
        IEnumerable<double>? spread = null, bool faint = false) =>
        AddPoints(name, x, y, spread, hasLine: true, markers, faint);

    /// <summary>A line over 0, 1, 2, …</summary>
    public ChartPanel Line(string name, IEnumerable<double> y, bool markers = false)
    {
        double[] values = [.. y];
        return Line(name, Enumerable.Range(0, values.Length).Select(i => (double)i), values, markers);
    }

    /// <summary>Points without a line.</summary>
    /// <param name="name">Their name in the legend.</param>
    /// <param name="x">Places.</param>
    /// <param name="y">Values.</param>
    /// <param name="spread">Half the length of the error bars, if any.</param>
    /// <exception cref="ArgumentException">Different lengths.</exception>
    public ChartPanel Scatter(string name, IEnumerable<double> x, IEnumerable<double> y,
        IEnumerable<double>? spread = null) =>
        AddPoints(name, x, y, spread, hasLine: false, hasMarkers: true, isFaint: false);

    /// <summary>A pale band between two curves: the spread round the line of the same name.</summary>
    /// <exception cref="ArgumentException">Different lengths.</exception>
    public ChartPanel Band(string name, IEnumerable<double> x, IEnumerable<double> low, IEnumerable<double> high)
    {
        var band = new BandSeries(name, [.. x], [.. low], [.. high]) { Style = StyleOf(name) };
        CheckLengths(name, band.X.Length, band.Low.Length, band.High.Length);
        series.Add(band);
        return this;
    }

    /// <summary>One bar a category. Several calls with the same categories stand side by side.</summary>
    /// <param name="name">What the bars are, in the legend.</param>
    /// <param name="categories">Names below the bars.</param>
    /// <param name="values">Heights.</param>
    /// <param name="spread">Half the length of the error bars, if any.</param>
    /// <exception cref="ArgumentException">Different lengths, or other categories than before.</exception>
    public ChartPanel Bars(string name, IEnumerable<string> categories, IEnumerable<double> values,
        IEnumerable<double>? spread = null)
    {
        string[] labels = [.. categories];
        double[] heights = [.. values];
        double[]? spreads = spread?.ToArray();
        CheckLengths(name, labels.Length, heights.Length, spreads?.Length ?? heights.Length);
        if (XLabels is not null && !XLabels.SequenceEqual(labels))
            throw new ArgumentException(
                $"Bars '{name}': expected the categories {string.Join(", ", XLabels)}; "
                + $"got {string.Join(", ", labels)}.");
        XLabels = labels;
        series.Add(new BarSeries(name, [.. Enumerable.Range(0, labels.Length).Select(i => (double)i)], heights, 0.8)
        {
            Style = StyleOf(name),
            Spread = spreads,
        });
        PlaceBarsSideBySide();
        return this;
    }

    /// <summary>How often values fall into bins of equal width, as a share of all.</summary>
    /// <param name="name">What is counted, in the legend.</param>
    /// <param name="values">Finite numbers, at least one.</param>
    /// <param name="bins">Number of bins.</param>
    /// <param name="from">Start of the first bin; the smallest value if not given.</param>
    /// <param name="to">End of the last bin; the largest value if not given.</param>
    /// <exception cref="ArgumentException">No values, or an empty range.</exception>
    public ChartPanel Histogram(string name, IEnumerable<double> values, int bins = 24,
        double? from = null, double? to = null)
    {
        double[] all = [.. values];
        double low = from ?? (all.Length > 0 ? all.Min() : 0);
        double high = to ?? (all.Length > 0 ? all.Max() : 0);
        if (all.Length == 0 || bins < 1 || !(high > low))
            throw new ArgumentException(
                $"Histogram '{name}': expected values in a range and at least 1 bin; "
                + $"got {all.Length} values, {bins} bins, "
                + FormattableString.Invariant($"range {low} to {high}."));
        double width = (high - low) / bins;
        var shares = new double[bins];
        foreach (double value in all.Where(value => value >= low && value <= high))
            shares[Math.Min(bins - 1, (int)((value - low) / width))] += 1.0 / all.Length;
        double[] middles = [.. Enumerable.Range(0, bins).Select(i => low + ((i + 0.5) * width))];
        series.Add(new BarSeries(name, middles, shares, width)
        {
            Style = StyleOf(name),
            IsHistogram = true,
        });
        return this;
    }

    /// <summary>A matrix as colours, first row on top.</summary>
    /// <param name="name">What the values are, with unit.</param>
    /// <param name="values">Rows from the top, columns from the left.</param>
    /// <param name="rows">Row names; numbers if not given.</param>
    /// <param name="columns">Column names; numbers if not given.</param>
    /// <param name="numbers">Writes each value into its cell; good for up to 12 × 12 or so.</param>
    /// <exception cref="ArgumentException">Names of another number.</exception>
    public ChartPanel HeatMap(string name, double[,] values, IEnumerable<string>? rows = null,
        IEnumerable<string>? columns = null, bool numbers = false)
    {
        YLabels = [.. rows ?? Enumerable.Range(0, values.GetLength(0)).Select(i => $"{i}")];
        XLabels = [.. columns ?? Enumerable.Range(0, values.GetLength(1)).Select(i => $"{i}")];
        CheckLengths(name, values.GetLength(0), YLabels.Count);
        CheckLengths(name, values.GetLength(1), XLabels.Count);
        series.Add(new HeatMapSeries(name, values) { HasNumbers = numbers });
        return this;
    }

    /// <summary>A dashed horizontal line with its name beside it: a tolerance, a baseline, chance.</summary>
    public ChartPanel Reference(double value, string name)
    {
        series.Add(new ReferenceSeries(name, value));
        return this;
    }

    /// <summary>A line whose colour and dash pattern the caller chooses.</summary>
    internal void Add(PointSeries points) => series.Add(points);

    private ChartPanel AddPoints(string name, IEnumerable<double> x, IEnumerable<double> y, IEnumerable<double>? spread,
        bool hasLine, bool hasMarkers, bool isFaint)
    {
        var points = new PointSeries(name, [.. x], [.. y], hasLine, hasMarkers)
        {
            Style = StyleOf(name),
            Spread = spread?.ToArray(),
            IsFaint = isFaint,
        };
        CheckLengths(name, points.X.Length, points.Y.Length, points.Spread?.Length ?? points.X.Length);
        series.Add(points);
        return this;
    }

    private int StyleOf(string name)
    {
        if (!names.Contains(name))
            names.Add(name);
        return names.IndexOf(name);
    }

    private void PlaceBarsSideBySide()
    {
        int groups = series.OfType<BarSeries>().Count(bar => !bar.IsHistogram);
        int group = 0;
        for (int i = 0; i < series.Count; i++)
        {
            if (series[i] is not BarSeries { IsHistogram: false } bar)
                continue;
            double width = 0.8 / groups;
            double shift = (group - ((groups - 1) / 2.0)) * width;
            series[i] = bar with
            {
                X = [.. Enumerable.Range(0, bar.Heights.Length).Select(place => place + shift)],
                Width = width,
            };
            group++;
        }
    }

    private static void CheckLengths(string name, params int[] lengths)
    {
        if (lengths.Distinct().Count() > 1)
            throw new ArgumentException($"Series '{name}': expected equal lengths; got {string.Join(", ", lengths)}.");
    }
}

namespace Unpaired.Display;

/// <summary>
/// A chart: one panel, or several side by side. The same model is drawn as a PNG and SVG (ScottPlot) and as an
/// interactive Plotly figure (Plotly.NET).
/// </summary>
/// <example><code>
/// new Chart("Loss falls", alt, "iteration", "loss").Line("total", steps, losses).Reference(0.1, "baseline")
/// </code></example>
[TypeFormatterSource(typeof(RichOutputFormatterSource), Content = ContentKind.Chart)]
public sealed class Chart : RichOutput
{
    private readonly List<ChartPanel> panels = [];
    private readonly string xTitle;
    private readonly string yTitle;
    private readonly bool hasLogY;

    /// <summary>An empty chart.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="alt">What is shown, what is to be seen, one number.</param>
    /// <param name="xTitle">Name and unit of the x axis.</param>
    /// <param name="yTitle">Name and unit of the y axis.</param>
    /// <param name="logY">A logarithmic y axis.</param>
    /// <exception cref="ArgumentException">An empty <paramref name="alt"/>.</exception>
    public Chart(string title, string alt, string xTitle, string yTitle, bool logY = false)
    {
        Title = title;
        Text = Required(alt, nameof(alt), "A chart");
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        hasLogY = logY;
    }

    /// <summary>The claim, above the chart.</summary>
    public string Title { get; }

    /// <inheritdoc/>
    public override string Text { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; init; } = 680;

    /// <summary>Height in pixels.</summary>
    public int Height { get; init; } = 380;

    /// <summary>The panels, from the left.</summary>
    public IReadOnlyList<ChartPanel> Panels => panels;

    /// <summary>One more panel, with the chart's axes unless others are given.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="xTitle">Name and unit of its x axis.</param>
    /// <param name="yTitle">Name and unit of its y axis.</param>
    /// <param name="logY">A logarithmic y axis.</param>
    public ChartPanel AddPanel(string title, string? xTitle = null, string? yTitle = null, bool? logY = null)
    {
        panels.Add(new ChartPanel(title, xTitle ?? this.xTitle, yTitle ?? this.yTitle, logY ?? hasLogY));
        return panels[^1];
    }

    /// <summary>A line; a second one of the same name gets the same colour.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="x">Places.</param>
    /// <param name="y">Values; not finite is a gap.</param>
    /// <param name="markers">Marks the points; good for up to 20 or so.</param>
    /// <param name="spread">Half the length of the error bars, if any.</param>
    /// <param name="faint">Thin and pale, and not in the legend: raw data behind a smoothed line.</param>
    /// <exception cref="ArgumentException">Different lengths.</exception>
    public Chart Line(string name, IEnumerable<double> x, IEnumerable<double> y, bool markers = false,
        IEnumerable<double>? spread = null, bool faint = false) =>
        With(panel => panel.Line(name, x, y, markers, spread, faint));

    /// <inheritdoc cref="ChartPanel.Line(string, IEnumerable{double}, bool)"/>
    public Chart Line(string name, IEnumerable<double> y, bool markers = false) =>
        With(panel => panel.Line(name, y, markers));

    /// <inheritdoc cref="ChartPanel.Scatter"/>
    public Chart Scatter(string name, IEnumerable<double> x, IEnumerable<double> y,
        IEnumerable<double>? spread = null) =>
        With(panel => panel.Scatter(name, x, y, spread));

    /// <inheritdoc cref="ChartPanel.Band"/>
    public Chart Band(string name, IEnumerable<double> x, IEnumerable<double> low, IEnumerable<double> high) =>
        With(panel => panel.Band(name, x, low, high));

    /// <inheritdoc cref="ChartPanel.Bars"/>
    public Chart Bars(string name, IEnumerable<string> categories, IEnumerable<double> values,
        IEnumerable<double>? spread = null) => With(panel => panel.Bars(name, categories, values, spread));

    /// <inheritdoc cref="ChartPanel.Histogram"/>
    public Chart Histogram(string name, IEnumerable<double> values, int bins = 24,
        double? from = null, double? to = null) =>
        With(panel => panel.Histogram(name, values, bins, from, to));

    /// <inheritdoc cref="ChartPanel.HeatMap"/>
    public Chart HeatMap(string name, double[,] values, IEnumerable<string>? rows = null,
        IEnumerable<string>? columns = null, bool numbers = false) =>
        With(panel => panel.HeatMap(name, values, rows, columns, numbers));

    /// <inheritdoc cref="ChartPanel.Reference"/>
    public Chart Reference(double value, string name) => With(panel => panel.Reference(value, name));

    /// <summary>The chart as a PNG file in memory.</summary>
    public byte[] ToPng() => ChartImage.Draw(this).Bytes;

    /// <summary>The chart as an SVG document.</summary>
    public string ToSvg() => ChartImage.DrawSvg(this);

    /// <summary>The chart as a Plotly figure: JSON with data, layout and config, numbers to 5 digits.</summary>
    public string ToPlotlyJson() => PlotlyChart.Json(this);

    /// <summary>The chart as an object of Plotly.NET, to be changed further.</summary>
    public Plotly.NET.GenericChart ToPlotly() => PlotlyChart.Build(this);

    /// <inheritdoc/>
    public override string? Render(string mimeType) => mimeType switch
    {
        MimeTypes.Plotly => PlotlyChart.TryJson(this),
        MimeTypes.Png => ChartImage.Draw(this).Base64,
        MimeTypes.Svg => ToSvg(),
        MimeTypes.Html => HtmlText.Figure(ChartImage.Draw(this), Text),
        MimeTypes.Plain => Text,
        _ => null,
    };

    internal override void Check()
    {
        if (panels.Count == 0)
            throw new InvalidOperationException($"Chart '{Title}': expected at least one series; got none.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {Text}";

    private Chart With(Action<ChartPanel> add)
    {
        add(panels.Count > 0 ? panels[0] : AddPanel(""));
        return this;
    }
}

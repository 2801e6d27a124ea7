using System.Globalization;
using Microsoft.FSharp.Collections;
using Plotly.NET;

namespace Unpaired.Display;

/// <summary>Turns a <see cref="Chart"/> into a figure of Plotly.NET, looking like the PNG.</summary>
internal static class PlotlyChart
{
    private const string Ink = "#222222";
    private const double PanelGap = 0.1; // of the width
    private const int BelowPlot = 58;
    private const int LegendLine = 20;
    private const int LegendSymbol = 45;
    private const int PageWidth = 800; // a wider figure shrinks to the exported page's column
    private const float LabelAngle = 35; // degrees, where names are longer than their places are wide

    /// <summary>The figure's JSON; null if Plotly.NET does not load, as beside another FSharp.Core.</summary>
    public static string? TryJson(Chart chart)
    {
        try
        {
            return Json(chart);
        }
        catch (Exception error) when (error is MissingMethodException or TypeInitializationException
            or TypeLoadException or FileNotFoundException or FileLoadException)
        {
            return null; // the PNG in the same bundle stands in
        }
    }

    /// <summary>A JSON object with data, layout and config.</summary>
    public static string Json(Chart chart) => GenericChart.toJson(Build(chart));

    /// <summary>The figure.</summary>
    public static GenericChart Build(Chart chart)
    {
        chart.Check();
        var traces = new List<Trace>();
        var layout = new Layout();
        var annotations = new List<object>();
        var shapes = new List<object>();
        for (int i = 0; i < chart.Panels.Count; i++)
        {
            string number = i == 0 ? "" : $"{i + 1}";
            var panel = chart.Panels[i];
            var own = panel.Series.SelectMany(series => Traces(series, panel, number)).ToList();
            if (chart.Panels.Count > 1)
                own.ForEach(trace => BreakName(trace, chart));
            traces.AddRange(own);
            shapes.AddRange(panel.Series.OfType<ReferenceSeries>().Select(series => ReferenceLine(series, number)));
            annotations.AddRange(panel.Series.OfType<ReferenceSeries>()
                .Select(series => ReferenceText(series, panel, number)));
            double left = PanelLeft(i, chart.Panels.Count);
            double right = PanelLeft(i + 1, chart.Panels.Count) - PanelGap;
            bool showYTitle = i == 0 || panel.YTitle != chart.Panels[i - 1].YTitle;
            SetAxes(layout, chart, panel, number, (left, right), showYTitle);
            layout.SetProperty($"legend{number}", LegendOf(chart, left));
            if (panel.Title.Length > 0)
                annotations.Add(PanelTitle(panel.Title, left));
        }
        foreach (var (name, value) in LayoutOf(chart))
            layout.SetProperty(name, value);
        layout.SetProperty("annotations", annotations);
        layout.SetProperty("shapes", shapes);
        var config = new Config();
        config.SetProperty("responsive", true);
        config.SetProperty("displaylogo", false);
        return GenericChart.NewMultiChart(ListModule.OfSeq(traces), layout, config, new DisplayOptions());
    }

    /// <summary>Five significant digits: more than a screen shows, a third of the bytes.</summary>
    private static double Round(double value) =>
        value == 0 || !double.IsFinite(value) ? value : double.Parse(
            value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>JSON has no NaN; null is Plotly's gap. Whole numbers need no decimal point.</summary>
    private static object?[] Numbers(IEnumerable<double> values) =>
        [.. values.Select(value => !double.IsFinite(value) ? null
            : value == Math.Round(value) && Math.Abs(value) < 100_000 ? (int)value
            : (object)Round(value))];

    private static double PanelLeft(int panel, int count) => Math.Round(panel * (1 + PanelGap) / count, 4);

    private static IEnumerable<(string Name, object Value)> LayoutOf(Chart chart)
    {
        int legendLines = LegendLines(chart);
        yield return ("title", Object(
            ("text", string.Join("<br>", TitleLines(chart).Select(line => $"<b>{line}</b>"))), ("x", 0.01),
            ("xanchor", "left"), ("font", Object(("size", 15)))));
        yield return ("font", Object(("family", "Inter, Helvetica, Arial, sans-serif"), ("size", 13), ("color", Ink)));
        yield return ("width", chart.Width);
        yield return ("height", TopMargin(chart) + PlotHeight(chart) + Below(chart) + (LegendLine * legendLines));
        yield return ("paper_bgcolor", "#FFFFFF");
        yield return ("plot_bgcolor", "#FFFFFF");
        yield return ("barmode", chart.Panels.SelectMany(panel => panel.Series)
            .Any(series => series is BarSeries { IsHistogram: true }) ? "overlay" : "group");
        yield return ("showlegend", legendLines > 0);
        yield return ("margin", Object(
            ("l", 64), ("r", 20), ("t", TopMargin(chart)), ("b", Below(chart) + (LegendLine * legendLines))));
    }

    /// <summary>Below its panel: a column where there are several panels, else rows.</summary>
    private static Dictionary<string, object> LegendOf(Chart chart, double left) => Object(
        ("orientation", chart.Panels.Count > 1 ? "v" : "h"), ("x", Math.Round(left, 4)), ("xanchor", "left"),
        ("y", Math.Round(-(double)Below(chart) / PlotHeight(chart), 4)), ("yanchor", "top"),
        ("traceorder", "normal"), ("font", Object(("size", 12))));

    private static int LegendLines(Chart chart) => chart.Panels
        .Select(panel => ChartImage.LegendLines(chart, panel, PanelWidth(chart)))
        .Max(lines => chart.Panels.Count == 1 ? lines.Count()
            : lines.SelectMany(line => line).Sum(series => Lines(series.Name, LegendWidth(chart), 12).Count));

    /// <summary>Of a panel's plot in pixels, where the figure is narrowest but on a telephone.</summary>
    private static float PanelWidth(Chart chart) => (Math.Min(chart.Width, PageWidth) - 100f) / chart.Panels.Count;

    /// <summary>Of a name in a legend below one of several panels; a wider one would lie under the next legend.</summary>
    private static float LegendWidth(Chart chart) => PanelWidth(chart) - LegendSymbol;

    private static IReadOnlyList<string> Lines(string text, float width, float pixels)
    {
        using var block = new TextBlock(text, pixels, width);
        return block.Lines;
    }

    private static float WidthOf(string text)
    {
        using var block = new TextBlock(text, 13, float.MaxValue);
        return block.Width;
    }

    /// <summary>Pixels between plot and legend: for numbers and a title, or for names of places.</summary>
    private static int Below(Chart chart) => Math.Max(BelowPlot, chart.Panels.Max(panel =>
    {
        if (panel.XLabels is not { } names)
            return 0;
        var wrapped = Wrapped(names, PanelWidth(chart) / names.Count);
        double height = wrapped is not null ? 17 * wrapped.Max(lines => lines.Count)
            : 17 + (Math.Sin(LabelAngle * Math.PI / 180) * names.Max(WidthOf));
        return 18 + (int)height + (panel.XTitle.Length > 0 ? 28 : 0);
    }));

    /// <summary>Names broken into lines of at most the width; null if a word is wider.</summary>
    private static List<IReadOnlyList<string>>? Wrapped(IReadOnlyList<string> names, float width)
    {
        var wrapped = names.Select(name => Lines(name, width - 8, 13)).ToList();
        return wrapped.SelectMany(lines => lines).Any(line => WidthOf(line) > width - 4) ? null : wrapped;
    }

    private static int TopMargin(Chart chart) =>
        24 + (20 * TitleLines(chart).Count) + (chart.Panels.Any(panel => panel.Title.Length > 0) ? 18 : 0);

    private static int PlotHeight(Chart chart) => Math.Max(80, chart.Height - TopMargin(chart) - BelowPlot);

    private static IReadOnlyList<string> TitleLines(Chart chart)
    {
        using var block = new TextBlock(chart.Title, 15, chart.Width - 24, isBold: true);
        return block.Lines;
    }

    private static void SetAxes(Layout layout, Chart chart, ChartPanel panel, string number,
        (double Left, double Right) domain, bool showYTitle)
    {
        var x = Axis(panel.XTitle);
        x["domain"] = new[] { Math.Round(domain.Left, 4), Math.Round(domain.Right, 4) };
        x["anchor"] = $"y{number}";
        var y = Axis(showYTitle ? panel.YTitle : "");
        y["anchor"] = $"x{number}";
        if (panel.HasLogY)
        {
            y["type"] = "log";
            y["exponentformat"] = "power";
        }
        if (panel.XLabels is { } columns)
        {
            var wrapped = Wrapped(columns, PanelWidth(chart) / columns.Count);
            SetLabels(x, wrapped is null ? columns : [.. wrapped.Select(lines => string.Join("<br>", lines))]);
            x["tickangle"] = wrapped is null ? -LabelAngle : 0; // upwards to its place, so that none runs into the next panel
        }
        if (panel.YLabels is { } rows)
        {
            SetLabels(y, rows);
            y["autorange"] = "reversed"; // first row on top
        }
        layout.SetProperty($"xaxis{number}", x);
        layout.SetProperty($"yaxis{number}", y);
    }

    private static Dictionary<string, object> Axis(string title) => Object(
        ("title", Object(("text", title), ("standoff", 8))), ("gridcolor", "#E4E4E4"), ("linecolor", "#555555"),
        ("zeroline", false), ("ticks", "outside"), ("automargin", true));

    private static void SetLabels(Dictionary<string, object> axis, IReadOnlyList<string> labels)
    {
        axis["tickvals"] = Enumerable.Range(0, labels.Count).ToArray();
        axis["ticktext"] = labels;
        axis["showgrid"] = false;
    }

    private static IEnumerable<Trace> Traces(ChartSeries series, ChartPanel panel, string number) => series switch
    {
        PointSeries points => [Points(points, panel, number)],
        BandSeries band => Band(band, number),
        BarSeries bars => [Bars(bars, number)],
        HeatMapSeries map => [HeatMap(map, number)],
        _ => [],
    };

    private static Trace New(
        string type, ChartSeries series, string number, params (string Name, object Value)[] values)
    {
        var trace = new Trace(type);
        trace.SetProperty("name", series.Name);
        trace.SetProperty("xaxis", $"x{number}");
        trace.SetProperty("yaxis", $"y{number}");
        if (number.Length > 0 && series is (PointSeries or BarSeries))
            trace.SetProperty("legend", $"legend{number}");
        foreach (var (name, value) in values)
            trace.SetProperty(name, value);
        return trace;
    }

    private static void BreakName(Trace trace, Chart chart)
    {
        if (trace.TryGetTypedPropertyValue<string>("name") is { Value: var name })
            trace.SetProperty("name", string.Join("<br>", Lines(name, LegendWidth(chart), 12)));
    }

    private static Trace Points(PointSeries points, ChartPanel panel, string number)
    {
        string color = Palette.Color(points.Style);
        bool hasMarkers = points.HasMarkers || points.X.Length == 1;
        var values = panel.HasLogY ? points.Y.Select(y => y > 0 ? y : double.NaN) : points.Y;
        var trace = New("scatter", points, number,
            ("x", Numbers(points.X)),
            ("y", Numbers(values)),
            ("mode", points.HasLine ? hasMarkers ? "lines+markers" : "lines" : "markers"),
            ("line", Object(
                ("color", color), ("width", points.IsFaint ? 1 : 2),
                ("dash", points.IsFaint || hasMarkers ? "solid" : Palette.Dash(points.Dash ?? points.Style)))),
            ("showlegend", !points.IsFaint && points.Name.Length > 0));
        if (points.IsFaint)
            trace.SetProperty("opacity", 0.35);
        if (hasMarkers)
        {
            trace.SetProperty("marker", Object(
                ("color", color), ("size", 7), ("symbol", Palette.Marker(points.Style))));
        }
        if (points.Spread is { } spread)
            trace.SetProperty("error_y", Object(("type", "data"), ("array", Numbers(spread)), ("thickness", 1.5)));
        return trace;
    }

    private static Trace[] Band(BandSeries band, string number)
    {
        var line = Object(("width", 0));
        var low = New("scatter", band, number,
            ("x", Numbers(band.X)), ("y", Numbers(band.Low)), ("mode", "lines"), ("line", line),
            ("hoverinfo", "skip"), ("showlegend", false));
        var high = New("scatter", band, number,
            ("x", Numbers(band.X)), ("y", Numbers(band.High)), ("mode", "lines"), ("line", line),
            ("hoverinfo", "skip"), ("showlegend", false), ("fill", "tonexty"), ("fillcolor", Pale(band.Style, 0.2)));
        return [low, high];
    }

    private static Trace Bars(BarSeries bars, string number)
    {
        string[] patterns = ["", "/", ".", "-"];
        var trace = New("bar", bars, number,
            ("x", Numbers(bars.X)),
            ("y", Numbers(bars.Heights)),
            ("width", Round(bars.Width * (bars.IsHistogram ? 1 : 0.94))),
            ("marker", Object(
                ("color", bars.IsHistogram ? Pale(bars.Style, 0.6) : Palette.Color(bars.Style)),
                ("line", Object(("color", Palette.Color(bars.Style)), ("width", bars.IsHistogram ? 1 : 0))),
                ("pattern", Object(("shape", patterns[bars.Style % 4]))))));
        if (bars.Spread is { } spread)
            trace.SetProperty("error_y", Object(("type", "data"), ("array", Numbers(spread)), ("thickness", 1.5)));
        return trace;
    }

    private static Trace HeatMap(HeatMapSeries map, string number)
    {
        var rows = Enumerable.Range(0, map.Values.GetLength(0)).Select(row => Numbers(
            Enumerable.Range(0, map.Values.GetLength(1)).Select(column => map.Values[row, column])));
        var trace = New("heatmap", map, number,
            ("z", rows.ToArray()), ("colorscale", "Viridis"), ("showscale", !map.HasNumbers),
            ("colorbar", Object(("title", Object(("text", map.Name), ("side", "right"))))));
        if (map.HasNumbers)
            trace.SetProperty("texttemplate", $"%{{z:.{map.Digits}f}}");
        return trace;
    }

    private static Dictionary<string, object> ReferenceLine(ReferenceSeries series, string number) => Object(
        ("type", "line"), ("xref", $"x{number} domain"), ("x0", 0), ("x1", 1), ("yref", $"y{number}"),
        ("y0", Round(series.Value)), ("y1", Round(series.Value)),
        ("line", Object(("color", Ink), ("width", 1.5), ("dash", "dash"))));

    private static Dictionary<string, object> ReferenceText(
        ReferenceSeries series, ChartPanel panel, string number) => Object(
        ("text", series.Name), ("showarrow", false), ("xref", $"x{number} domain"), ("x", 1), ("xanchor", "right"),
        ("yref", $"y{number}"), ("y", Round(panel.HasLogY ? Math.Log10(series.Value) : series.Value)),
        ("yanchor", "bottom"), ("font", Object(("size", 12))));

    private static Dictionary<string, object> PanelTitle(string title, double left) => Object(
        ("text", $"<b>{title}</b>"), ("showarrow", false), ("xref", "paper"), ("x", Math.Round(left, 4)),
        ("xanchor", "left"), ("yref", "paper"), ("y", 1), ("yanchor", "bottom"), ("font", Object(("size", 13))));

    private static string Pale(int style, double opacity)
    {
        var color = Palette.Skia(style);
        return FormattableString.Invariant($"rgba({color.Red},{color.Green},{color.Blue},{opacity})");
    }

    private static Dictionary<string, object> Object(params (string Name, object Value)[] members) =>
        members.ToDictionary(member => member.Name, member => member.Value);
}

using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Unpaired.Display;

/// <summary>Draws one <see cref="ChartPanel"/> with ScottPlot: axes and data, without title and legend.</summary>
internal sealed class ScottPlotPanel
{
    private static readonly Color AxisColor = Color.FromHex("#555555");
    private static readonly Color InkColor = Color.FromSKColor(TextBlock.Ink);

    /// <summary>Of the hatch lines on bars.</summary>
    public static Color HatchColor => Colors.White.WithAlpha(0.45);

    private readonly ChartPanel panel;
    private readonly Plot plot = new();

    private ScottPlotPanel(ChartPanel panel) => this.panel = panel;

    /// <summary>The panel as a plot. The caller disposes it.</summary>
    /// <param name="panel">What to draw.</param>
    /// <param name="showYTitle">False if a panel left of it says the same.</param>
    /// <param name="width">Of the whole panel, in pixels.</param>
    public static Plot Build(ChartPanel panel, bool showYTitle, float width)
    {
        DisplayFonts.UseInScottPlot();
        var builder = new ScottPlotPanel(panel);
        builder.AddSeries();
        builder.SetLimits();
        builder.SetAxes(showYTitle, width);
        builder.AddReferences();
        return builder.plot;
    }

    /// <summary>A series' colour.</summary>
    public static Color ColorOf(ChartSeries series) => Color.FromHex(Palette.Color(series.Style));

    /// <summary>A hatch, so that bars differ without colour; the first has none.</summary>
    public static IHatch? HatchOf(ChartSeries series) => (series.Style % 4) switch
    {
        1 => new ScottPlot.Hatches.Striped(ScottPlot.Hatches.StripeDirection.DiagonalUp),
        2 => new ScottPlot.Hatches.Dots(),
        3 => new ScottPlot.Hatches.Striped(ScottPlot.Hatches.StripeDirection.Horizontal),
        _ => null,
    };

    /// <summary>A dash pattern in pixels; null for a solid line.</summary>
    public static float[]? DashOf(ChartSeries series) => Palette.Dash(series.Dash ?? series.Style) switch
    {
        "dash" => [8, 4],
        "dot" => [2, 3],
        "dashdot" => [8, 3, 2, 3],
        "longdash" => [14, 4],
        _ => null,
    };

    /// <summary>A marker's shape.</summary>
    public static MarkerShape MarkerOf(ChartSeries series) => Palette.Marker(series.Style) switch
    {
        "square" => MarkerShape.FilledSquare,
        "triangle-up" => MarkerShape.FilledTriangleUp,
        "diamond" => MarkerShape.FilledDiamond,
        "triangle-down" => MarkerShape.FilledTriangleDown,
        "cross" => MarkerShape.Cross,
        "x" => MarkerShape.Eks,
        _ => MarkerShape.FilledCircle,
    };

    private void AddSeries()
    {
        foreach (var series in panel.Series.OrderBy(Depth))
        {
            switch (series)
            {
                case BandSeries band:
                    AddBand(band);
                    break;
                case PointSeries points:
                    AddPoints(points);
                    break;
                case BarSeries bars:
                    AddBars(bars);
                    break;
                case HeatMapSeries map:
                    AddHeatMap(map);
                    break;
            }
        }
    }

    /// <summary>What is pale lies below what is strong.</summary>
    private static int Depth(ChartSeries series) =>
        series is BandSeries ? 0 : series is PointSeries { IsFaint: true } ? 1 : 2;

    private double Scale(double y) => !panel.HasLogY ? y : y > 0 ? Math.Log10(y) : double.NaN;

    private void AddBand(BandSeries band)
    {
        int[] drawn = [.. Enumerable.Range(0, band.X.Length)
            .Where(i => double.IsFinite(Scale(band.Low[i])) && double.IsFinite(Scale(band.High[i])))];
        if (drawn.Length == 0)
            return;
        var fill = plot.Add.FillY(
            [.. drawn.Select(i => band.X[i])],
            [.. drawn.Select(i => Scale(band.Low[i]))],
            [.. drawn.Select(i => Scale(band.High[i]))]);
        fill.FillColor = ColorOf(band).WithAlpha(0.2);
        fill.LineWidth = 0;
    }

    private void AddPoints(PointSeries points)
    {
        var color = ColorOf(points);
        foreach (var (x, y) in FiniteRuns(points))
        {
            var scatter = plot.Add.Scatter(x, y, color);
            scatter.LineWidth = !points.HasLine ? 0 : points.IsFaint ? 1 : 2;
            scatter.LineColor = points.IsFaint ? color.WithAlpha(0.28) : color;
            if (!points.IsFaint && !points.HasMarkers && DashOf(points) is { } dash)
                scatter.LinePattern = new LinePattern(dash, 0, points.Name);
            scatter.MarkerShape = MarkerOf(points);
            scatter.MarkerSize = points.HasMarkers || x.Length == 1 ? 7 : 0;
        }
        if (points.Spread is { } spread)
            AddSpread(points.X, points.Y, spread, color);
    }

    private IEnumerable<(double[] X, double[] Y)> FiniteRuns(PointSeries points)
    {
        var x = new List<double>();
        var y = new List<double>();
        for (int i = 0; i <= points.X.Length; i++)
        {
            double value = i < points.X.Length ? Scale(points.Y[i]) : double.NaN;
            if (double.IsFinite(value) && double.IsFinite(points.X[i]))
            {
                x.Add(points.X[i]);
                y.Add(value);
            }
            else if (x.Count > 0)
            {
                yield return ([.. x], [.. y]);
                x.Clear();
                y.Clear();
            }
        }
    }

    private void AddSpread(double[] x, double[] y, double[] spread, Color color)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double low = Scale(y[i] - spread[i]);
            double high = Scale(y[i] + spread[i]);
            if (!double.IsFinite(high) || !double.IsFinite(Scale(y[i])) || !(spread[i] > 0))
                continue;
            low = double.IsFinite(low) ? low : Scale(y[i]);
            var bar = new ScottPlot.Plottables.ErrorBar(
                [x[i]], [Scale(y[i])], null!, null!, [high - Scale(y[i])], [Scale(y[i]) - low])
            {
                Color = color,
                LineWidth = 1.5f,
                CapSize = 4,
            };
            plot.PlottableList.Add(bar);
        }
    }

    private void AddBars(BarSeries series)
    {
        var color = ColorOf(series);
        bool isOneOfMany = panel.Series.OfType<BarSeries>().Skip(1).Any();
        var bars = series.X.Select((x, i) => new Bar
        {
            Position = x,
            Value = series.Heights[i],
            Size = series.Width * (series.IsHistogram ? 1 : 0.94),
            FillColor = series.IsHistogram && isOneOfMany ? color.WithAlpha(0.45) : color,
            FillHatch = isOneOfMany ? HatchOf(series) : null,
            FillHatchColor = HatchColor,
            LineColor = series.IsHistogram ? (isOneOfMany ? color : Colors.White) : Colors.Transparent,
            LineWidth = series.IsHistogram ? 1 : 0,
            Label = HasBarLabels(series) ? series.Heights[i].ToString("G3", CultureInfo.InvariantCulture) : "",
        });
        var plottable = plot.Add.Bars(bars.ToArray());
        plottable.ValueLabelStyle.FontSize = 12;
        plottable.ValueLabelStyle.ForeColor = InkColor;
        if (series.Spread is { } spread)
            AddSpread(series.X, series.Heights, spread, InkColor);
    }

    private bool HasBarLabels(BarSeries series) =>
        !series.IsHistogram && series.Spread is null
        && panel.Series.OfType<BarSeries>().Sum(bar => bar.X.Length) <= 12;

    private void AddHeatMap(HeatMapSeries series)
    {
        var map = plot.Add.Heatmap(series.Values);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        int rows = series.Values.GetLength(0);
        int columns = series.Values.GetLength(1);
        var range = map.GetRange();
        if (series.HasNumbers)
        {
            double bright = range.Min + (0.6 * (range.Max - range.Min)); // black is legible above
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    double value = series.Values[row, column];
                    var text = plot.Add.Text(
                        value.ToString($"F{series.Digits}", CultureInfo.InvariantCulture), column, rows - 1 - row);
                    text.LabelFontSize = 12;
                    text.LabelAlignment = Alignment.MiddleCenter;
                    text.LabelFontColor = value > bright ? Colors.Black : Colors.White;
                }
            }
            return; // the numbers say what a scale would
        }
        var bar = plot.Add.ColorBar(map);
        bar.Label = series.Name;
        bar.LabelStyle.FontSize = 13;
        bar.LabelStyle.Bold = false;
        bar.LabelStyle.FontName = DisplayFonts.Family;
        bar.Axis.TickLabelStyle.FontSize = 12;
        bar.Axis.TickLabelStyle.FontName = DisplayFonts.Family;
        bar.Axis.MinorTickStyle.Length = 0;
        bar.Width = 16;
    }

    private void SetLimits()
    {
        bool isMap = panel.Series.Any(series => series is HeatMapSeries);
        bool hasBars = panel.Series.Any(series => series is BarSeries);
        if (isMap)
        {
            plot.Axes.Margins(0, 0);
            return;
        }
        plot.Axes.Margins(0.03, 0.06);
        plot.Axes.AutoScale();
        var limits = plot.Axes.GetLimits();
        double low = limits.Bottom;
        double high = limits.Top;
        foreach (var reference in panel.Series.OfType<ReferenceSeries>())
        {
            double value = Scale(reference.Value);
            double room = 0.08 * (Math.Max(high, value) - Math.Min(low, value));
            low = Math.Min(low, value - room);
            high = Math.Max(high, value + (2 * room)); // its name stands above the line
        }
        if (hasBars)
        {
            bool isAbove = panel.Series.OfType<BarSeries>().All(bar => bar.Heights.All(height => height >= 0));
            low = isAbove ? 0 : low;
            high += (panel.Series.OfType<BarSeries>().Any(HasBarLabels) ? 0.1 : 0.04) * (high - low);
        }
        if (!(high > low))
            (low, high) = (low - 1, high + 1);
        plot.Axes.SetLimitsY(low, high);
        if (hasBars && panel.XLabels is { } labels)
            plot.Axes.SetLimitsX(-0.6, labels.Count - 0.4);
    }

    private void SetAxes(bool showYTitle, float width)
    {
        bool isMap = panel.Series.Any(series => series is HeatMapSeries);
        plot.FigureBackground.Color = Colors.White;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Grid.XAxisStyle.IsVisible = !isMap && panel.XLabels is null;
        plot.Grid.YAxisStyle.IsVisible = !isMap;
        plot.Grid.MajorLineColor = Color.FromHex("#E4E4E4");
        plot.Axes.Left.Label.Text = showYTitle ? panel.YTitle : "";
        plot.Axes.Bottom.Label.Text = panel.XTitle;
        foreach (IAxis axis in new IAxis[] { plot.Axes.Left, plot.Axes.Bottom })
        {
            axis.Label.FontSize = 13;
            axis.Label.Bold = false;
            axis.Label.ForeColor = InkColor;
            axis.Label.FontName = DisplayFonts.Family;
            axis.TickLabelStyle.FontSize = 12;
            axis.TickLabelStyle.ForeColor = InkColor;
            axis.TickLabelStyle.FontName = DisplayFonts.Family;
            axis.FrameLineStyle.Color = AxisColor;
            axis.MajorTickStyle.Color = AxisColor;
            axis.MinorTickStyle.Length = 0;
        }
        plot.Axes.Bottom.TickGenerator = FewPlaces() is { } places
            ? new NumericManual(places, [.. places.Select(x => x.ToString("G6", CultureInfo.InvariantCulture))])
            : new NumericAutomatic { TickDensity = 0.6 };
        if (panel.HasLogY)
            plot.Axes.Left.TickGenerator = new NumericManual([.. LogTicks(plot.Axes.GetLimits())]);
        if (panel.XLabels is { } columns)
            plot.Axes.Bottom.TickGenerator = new NumericManual([.. CategoryTicks(columns, width)]);
        if (panel.XLabels is not null)
            plot.Axes.Bottom.MajorTickStyle.Length = 0;
        if (panel.YLabels is { } rows)
        {
            plot.Axes.Left.TickGenerator = new NumericManual(
                [.. rows.Select((label, row) => new Tick(rows.Count - 1 - row, label))]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
        }
    }

    /// <summary>The measured places themselves, if they are few and far enough apart to be read.</summary>
    private double[]? FewPlaces()
    {
        double[] places = [.. panel.Series.OfType<PointSeries>().Where(series => series.HasLine)
            .SelectMany(series => series.X).Distinct().Order()];
        if (places.Length is < 2 or > 8)
            return null;
        double smallest = places.Zip(places.Skip(1), (left, right) => right - left).Min();
        return smallest >= 0.05 * (places[^1] - places[0]) ? places : null;
    }

    /// <summary>Whole decades, and 2 and 5 between them where there are few.</summary>
    private static IEnumerable<Tick> LogTicks(AxisLimits limits)
    {
        int first = (int)Math.Ceiling(limits.Bottom - 1e-9);
        int last = (int)Math.Floor(limits.Top + 1e-9);
        int step = Math.Max(1, (last - first + 7) / 8);
        for (int decade = first - 1; decade <= last; decade++)
        {
            if (decade >= first && (decade - first) % step == 0)
                yield return new Tick(decade, PowerOfTen(decade));
            if (last - first >= 3)
                continue;
            foreach (int factor in new[] { 2, 5 })
            {
                double place = decade + Math.Log10(factor);
                if (place >= limits.Bottom && place <= limits.Top)
                    yield return new Tick(place, last - first >= 2 ? "" : $"{factor} × {PowerOfTen(decade)}");
            }
        }
    }

    private static string PowerOfTen(int exponent) => exponent switch
    {
        0 => "1",
        1 => "10",
        _ => "10" + string.Concat(exponent.ToString(CultureInfo.InvariantCulture)
            .Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0'])),
    };

    private static IEnumerable<Tick> CategoryTicks(IReadOnlyList<string> labels, float width)
    {
        float room = Math.Max(30, ((width - 90) / labels.Count) - 6);
        for (int i = 0; i < labels.Count; i++)
        {
            using var block = new TextBlock(labels[i], 12, room);
            yield return new Tick(i, string.Join('\n', block.Lines));
        }
    }

    private void AddReferences()
    {
        var limits = plot.Axes.GetLimits();
        foreach (var reference in panel.Series.OfType<ReferenceSeries>())
        {
            plot.Add.HorizontalLine(Scale(reference.Value), 1.5f, InkColor, LinePattern.Dashed);
            var text = plot.Add.Text(reference.Name, limits.Right, Scale(reference.Value));
            text.LabelAlignment = Alignment.LowerRight;
            text.LabelFontSize = 12;
            text.LabelFontColor = InkColor;
            text.OffsetX = -4;
        }
    }
}

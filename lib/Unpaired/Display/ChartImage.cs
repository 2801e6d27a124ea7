using System.Text;
using ScottPlot;
using SkiaSharp;

namespace Unpaired.Display;

/// <summary>Draws a <see cref="Chart"/>: title, one legend a panel, and ScottPlot's axes and data.</summary>
internal static class ChartImage
{
    private const int Margin = 12;
    private const int LegendSymbol = 26;
    private const int LegendGap = 18;
    private const int LegendLine = 20;

    /// <summary>As PNG.</summary>
    public static EncodedImage Draw(Chart chart)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(
            chart.Width, chart.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
            Draw(chart, canvas);
        return EncodedImage.Chart(bitmap);
    }

    /// <summary>As an SVG document.</summary>
    public static string DrawSvg(Chart chart)
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(chart.Width, chart.Height), stream))
            Draw(chart, canvas);
        // Viewers lack the embedded font; these have nearly the same widths.
        return Encoding.UTF8.GetString(stream.ToArray())
            .Replace($"font-family=\"{DisplayFonts.Family}", $"font-family=\"{DisplayFonts.Family}, Inter, sans-serif");
    }

    private static void Draw(Chart chart, SKCanvas canvas)
    {
        chart.Check();
        canvas.Clear(SKColors.White);
        float top = Margin;
        if (chart.Title.Length > 0)
        {
            using var title = new TextBlock(chart.Title, 15, chart.Width - (2 * Margin), isBold: true);
            title.Draw(canvas, Margin, top);
            top += title.Height + 6;
        }
        float width = (chart.Width - (2f * Margin)) / chart.Panels.Count;
        float[] heads = [.. chart.Panels.Select(panel => HeadHeight(chart, panel, width))];
        for (int i = 0; i < chart.Panels.Count; i++)
        {
            var panel = chart.Panels[i];
            float left = Margin + (i * width);
            DrawHead(canvas, chart, panel, left, top, width);
            bool showYTitle = i == 0 || panel.YTitle != chart.Panels[i - 1].YTitle;
            using var plot = ScottPlotPanel.Build(panel, showYTitle, width);
            var place = new PixelRect(left, left + width - 4, chart.Height - 6, top + heads.Max());
            canvas.Save();
            canvas.ClipRect(place.ToSKRect()); // ScottPlot clears the whole canvas first
            plot.Render(canvas, place);
            canvas.Restore();
        }
    }

    private static float HeadHeight(Chart chart, ChartPanel panel, float width)
    {
        float legend = LegendLines(chart, panel, width).Count() * LegendLine;
        return (panel.Title.Length > 0 ? 20 : 0) + legend + (legend > 0 ? 2 : 0);
    }

    private static void DrawHead(SKCanvas canvas, Chart chart, ChartPanel panel, float left, float top, float width)
    {
        if (panel.Title.Length > 0)
        {
            using var title = new TextBlock(panel.Title, 13, width, isBold: true);
            title.Draw(canvas, left, top);
            top += 20;
        }
        var lines = LegendLines(chart, panel, width).ToList();
        float column = lines.Count > 1 ? lines.SelectMany(line => line).Max(LegendWidth) : 0;
        foreach (var line in lines)
        {
            float x = left;
            foreach (var series in line)
            {
                DrawSymbol(canvas, series, x, top + (LegendLine / 2f));
                using var text = new TextBlock(series.Name, 12, float.MaxValue);
                text.Draw(canvas, x + LegendSymbol + 6, top + ((LegendLine - text.Height) / 2f));
                x += Math.Max(column, LegendWidth(series));
            }
            top += LegendLine;
        }
    }

    /// <summary>
    /// One entry a name, in columns if they need several lines; none where one series is all there is, since title and
    /// axes name it.
    /// </summary>
    public static IEnumerable<List<ChartSeries>> LegendLines(Chart chart, ChartPanel panel, float width)
    {
        var entries = panel.Series
            .Where(series => series.Name.Length > 0 && series is PointSeries { IsFaint: false } or BarSeries)
            .DistinctBy(series => series.Name).ToList();
        if (entries.Count < (chart.Panels.Count > 1 ? 1 : 2))
            yield break;
        int columns = entries.Sum(LegendWidth) <= width
            ? entries.Count
            : Math.Max(1, (int)(width / entries.Max(LegendWidth)));
        foreach (var line in entries.Chunk(columns))
            yield return [.. line];
    }

    private static float LegendWidth(ChartSeries series)
    {
        using var text = new TextBlock(series.Name, 12, float.MaxValue);
        return LegendSymbol + 6 + text.Width + LegendGap;
    }

    private static void DrawSymbol(SKCanvas canvas, ChartSeries series, float x, float middle)
    {
        var color = Palette.Skia(series.Style);
        if (series is BarSeries)
        {
            var patch = new PixelRect(x + 4, x + LegendSymbol - 4, middle + 6, middle - 6);
            using var fill = new SKPaint { Color = color, IsAntialias = true };
            fill.Shader = ScottPlotPanel.HatchOf(series)?.GetShader(
                Color.FromSKColor(color), ScottPlotPanel.HatchColor, patch);
            canvas.DrawRect(patch.ToSKRect(), fill);
            return;
        }
        var points = (PointSeries)series;
        if (points.HasLine)
        {
            using var dash = !points.HasMarkers && ScottPlotPanel.DashOf(points) is { } pattern
                ? SKPathEffect.CreateDash(pattern, 0) : null;
            using var stroke = new SKPaint
            {
                Color = color,
                StrokeWidth = 2,
                IsStroke = true,
                IsAntialias = true,
                PathEffect = dash,
            };
            canvas.DrawLine(x, middle, x + LegendSymbol, middle, stroke);
        }
        if (points.HasMarkers)
        {
            using var paint = Paint.NewDisposablePaint();
            var style = new MarkerStyle(ScottPlotPanel.MarkerOf(points), 7, Color.FromSKColor(color));
            style.Render(canvas, new Pixel(x + (LegendSymbol / 2f), middle), paint);
        }
    }
}

using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using SkiaSharp;
using Unpaired.Display;

namespace Unpaired.Tests.Display;

[Collection("Display")]
public sealed class ChartTests
{
    private static Chart Line(bool logY = false) =>
        new Chart("Loss falls", "The loss falls to a tenth.", "iteration", "loss (nats)", logY)
            .Line("total", [0, 10, 20], [1.23456789, double.NaN, 0.1]);

    [Fact]
    public void Bundle_Chart_HasPlotlyPngAndText()
    {
        var bundle = Line().ToBundle();
        Assert.Equal([MimeTypes.Plotly, MimeTypes.Png, MimeTypes.Plain], bundle.Keys);
        Assert.Equal("The loss falls to a tenth.", bundle[MimeTypes.Plain]);
        using var png = Pictures.Decode(Convert.FromBase64String(bundle[MimeTypes.Png]));
        Assert.Equal((680, 380), (png.Width, png.Height));
    }

    [Fact]
    public void Json_Line_HasDataLayoutAndAxisTitles()
    {
        using var json = JsonDocument.Parse(Line(logY: true).ToPlotlyJson());
        var root = json.RootElement;
        var trace = root.GetProperty("data")[0];
        Assert.Equal("scatter", trace.GetProperty("type").GetString());
        Assert.Equal("[0,10,20]", trace.GetProperty("x").GetRawText());
        Assert.Equal("[1.2346,null,0.1]", trace.GetProperty("y").GetRawText());
        var layout = root.GetProperty("layout");
        Assert.Equal("iteration", layout.GetProperty("xaxis").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal("loss (nats)", layout.GetProperty("yaxis").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal("log", layout.GetProperty("yaxis").GetProperty("type").GetString());
        Assert.Contains("Loss falls", layout.GetProperty("title").GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Object, root.GetProperty("config").ValueKind);
    }

    [Fact]
    public void Json_OtherCulture_IsTheSame()
    {
        string expected = Line().ToPlotlyJson();
        var before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, Line().ToPlotlyJson());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Json_Panels_HaveAxesAndLegendsOfTheirOwn()
    {
        var chart = new Chart("Both settle", "Two panels.", "iteration", "loss");
        chart.AddPanel("generator").Line("reconstruction", [1, 2, 3]);
        chart.AddPanel("discriminator").Line("domain A", [3, 2, 1]).Line("domain B", [3, 3, 3]);
        using var json = JsonDocument.Parse(chart.ToPlotlyJson());
        var data = json.RootElement.GetProperty("data");
        var layout = json.RootElement.GetProperty("layout");
        Assert.Equal(["x", "x2", "x2"], data.EnumerateArray().Select(t => t.GetProperty("xaxis").GetString()!));
        double end = layout.GetProperty("xaxis").GetProperty("domain")[1].GetDouble();
        double start = layout.GetProperty("xaxis2").GetProperty("domain")[0].GetDouble();
        Assert.True(end < start, $"{end} to {start}");
        Assert.Equal(1, layout.GetProperty("xaxis2").GetProperty("domain")[1].GetDouble(), 3);
        Assert.Equal("legend2", data[1].GetProperty("legend").GetString());
        Assert.Contains(layout.GetProperty("annotations").EnumerateArray(),
            note => note.GetProperty("text").GetString() == "<b>discriminator</b>");
    }

    [Fact]
    public void Json_LongNames_AreBrokenAndGetRoom()
    {
        string[] two = ["class example", "the mean of the target"], six = [.. two, "empty scene", "input", "K = 1", "K = 20"];
        var (few, many, numbers) = (Layout(two), Layout(six), Layout(["1", "2"]));

        Assert.Contains("<br>", Ticks(few)[1], StringComparison.Ordinal); // it stands level, in two lines
        Assert.Equal(0, few.GetProperty("xaxis").GetProperty("tickangle").GetDouble());
        Assert.Equal(six, Ticks(many)); // too many for that: aslant, each whole
        Assert.Equal(-35, many.GetProperty("xaxis").GetProperty("tickangle").GetDouble());
        Assert.True(Bottom(many) > Bottom(few) && Bottom(few) > Bottom(numbers), $"{Bottom(many)}, {Bottom(few)}, {Bottom(numbers)}");
        Assert.True(Legend(many) < Legend(numbers), "the legend makes room");

        static string[] Ticks(JsonElement layout) => [.. layout.GetProperty("xaxis").GetProperty("ticktext").EnumerateArray()
            .Select(tick => tick.GetString()!)];
        static double Bottom(JsonElement layout) => layout.GetProperty("margin").GetProperty("b").GetDouble();
        static double Legend(JsonElement layout) => layout.GetProperty("legend").GetProperty("y").GetDouble();
        static JsonElement Layout(string[] names)
        {
            var chart = new Chart("Names", "Bars.", "answer", "error") { Width = 1000 };
            foreach (string panel in new[] { "one", "two", "three" })
                chart.AddPanel(panel).Bars("error on the creature, with standard error", names, names.Select(_ => 1.0));
            using var json = JsonDocument.Parse(chart.ToPlotlyJson());
            Assert.All(json.RootElement.GetProperty("data").EnumerateArray(), trace =>
                Assert.Contains("<br>", trace.GetProperty("name").GetString()!, StringComparison.Ordinal));
            return json.RootElement.GetProperty("layout").Clone();
        }
    }

    [Fact]
    public void Json_EverySeries_IsATrace()
    {
        var chart = new Chart("All", "All kinds.", "x", "y")
            .Band("a", [1, 2], [0, 1], [2, 3]).Line("a", [1, 2], [1, 2], markers: true, spread: [0.1, 0.2])
            .Scatter("b", [1, 2], [2, 1]).Reference(1.5, "chance");
        using var json = JsonDocument.Parse(chart.ToPlotlyJson());
        var data = json.RootElement.GetProperty("data");
        Assert.Equal(4, data.GetArrayLength()); // a band is two edges
        Assert.Equal("[0.1,0.2]", data[2].GetProperty("error_y").GetProperty("array").GetRawText());
        var line = json.RootElement.GetProperty("layout").GetProperty("shapes")[0];
        Assert.Equal(1.5, line.GetProperty("y0").GetDouble());
        Assert.NotNull(chart.ToPlotly());
    }

    [Fact]
    public void Png_Series_DrawsInItsColorAndText()
    {
        var chart = new Chart("Two lines", "Two lines.", "x", "y")
            .Line("a", [1, 3, 2]).Line("b", [2, 1, 3], markers: true);
        using var bitmap = Pictures.Decode(chart.ToPng());
        Assert.InRange(Pictures.Count(bitmap, color => color == new SKColor(0x00, 0x72, 0xB2)), 500, 5000);
        Assert.InRange(Pictures.Count(bitmap, color => color == new SKColor(0xD5, 0x5E, 0x00)), 300, 5000);
        Assert.InRange(Pictures.Count(bitmap, Pictures.IsDark), 800, 12000);
        Assert.True(Pictures.Count(bitmap, color => color == SKColors.White) > bitmap.Width * bitmap.Height / 2);
        Assert.InRange(chart.ToPng().Length, 3000, 20000);
    }

    [Fact]
    public void Png_SecondPanel_DoesNotWipeTheFirst()
    {
        var chart = new Chart("Two panels", "Two panels.", "x", "y");
        chart.AddPanel("left").Line("a", [1, 3, 2]);
        chart.AddPanel("right").Line("b", [1, 3, 2]);
        using var bitmap = Pictures.Decode(chart.ToPng());
        int left = 0;
        int right = 0;
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                if (bitmap.GetPixel(x, y) != new SKColor(0x00, 0x72, 0xB2))
                    continue;
                left += x < bitmap.Width / 2 ? 1 : 0;
                right += x >= bitmap.Width / 2 ? 1 : 0;
            }
        }
        Assert.InRange(left, 200, 4000);
        Assert.InRange(right, 200, 4000);
        Assert.Equal(0, Pictures.Count(bitmap, color => color == SKColors.Black));
    }

    [Fact]
    public void Png_HeatMap_HasItsFirstRowOnTop()
    {
        var chart = new Chart("Heat", "Heat.", "column", "row").HeatMap("share", new double[,] { { 1, 1 }, { 0, 0 } });
        using var bitmap = Pictures.Decode(chart.ToPng());
        var above = bitmap.GetPixel(300, 100);
        var below = bitmap.GetPixel(300, 280);
        Assert.True(above.Red > 200 && above.Green > 200, $"{above} should be viridis' yellow");
        Assert.True(below.Red < 100 && below.Green < 40, $"{below} should be viridis' violet");
    }

    [Fact]
    public void Png_LogAxis_LeavesGapsAtZero()
    {
        var chart = new Chart("Log", "Log.", "x", "y", logY: true)
            .Line("a", [1, 0, 1e-6, 1e-3]).Reference(1e-4, "tolerance")
            .Band("a", [0, 1, 2, 3], [0.5, 0, 1e-7, 1e-4], [2, 0, 1e-5, 1e-2]);
        using var bitmap = Pictures.Decode(chart.ToPng());
        Assert.InRange(Pictures.Count(bitmap, color => color == new SKColor(0x00, 0x72, 0xB2)), 50, 3000);
    }

    [Fact]
    public void Bars_TwoGroups_StandSideBySide()
    {
        var chart = new Chart("Bars", "Bars.", "method", "error")
            .Bars("seen", ["copy", "mean"], [3, 2]).Bars("unseen", ["copy", "mean"], [4, 3], [0.1, 0.2]);
        var bars = chart.Panels[0].Series.Cast<BarSeries>().ToArray();
        Assert.Equal([-0.2, 0.8], bars[0].X.Select(x => Math.Round(x, 6)));
        Assert.Equal([0.2, 1.2], bars[1].X.Select(x => Math.Round(x, 6)));
        Assert.NotEmpty(chart.ToPng());
        var error = Assert.Throws<ArgumentException>(() => chart.Bars("third", ["copy", "other"], [1, 1]));
        Assert.Contains("copy, mean", error.Message);
    }

    [Fact]
    public void Histogram_Shares_SumToOne()
    {
        var chart = new Chart("Hist", "Hist.", "x", "share").Histogram("a", [0, 0.5, 1, 1.5, 2], bins: 4);
        var bars = (BarSeries)Assert.Single(chart.Panels[0].Series);
        Assert.Equal([0.2, 0.2, 0.2, 0.4], bars.Heights.Select(height => Math.Round(height, 6)));
        Assert.Equal([0.25, 0.75, 1.25, 1.75], bars.X);
        Assert.Throws<ArgumentException>(() => chart.Histogram("b", []));
    }

    [Fact]
    public void Line_DifferentLengths_SaysSo()
    {
        var chart = new Chart("t", "a", "x", "y");
        var error = Assert.Throws<ArgumentException>(() => chart.Line("loss", [1, 2], [1, 2, 3]));
        Assert.Contains("'loss': expected equal lengths; got 2, 3", error.Message);
    }

    [Fact]
    public void Png_NoSeries_SaysSo()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new Chart("Empty", "Nothing.", "x", "y").ToPng());
        Assert.Contains("'Empty'", error.Message);
    }

    [Fact]
    public void Svg_Chart_IsWellFormedAndHasText()
    {
        var svg = XDocument.Parse(Line().ToSvg());
        Assert.Equal("svg", svg.Root!.Name.LocalName);
        Assert.Contains(svg.Descendants(),
            element => element.Name.LocalName == "text" && element.Value.Contains("Loss"));
    }
}

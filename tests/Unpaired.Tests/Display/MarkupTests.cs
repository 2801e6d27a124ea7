using System.Xml.Linq;
using Unpaired.Display;

namespace Unpaired.Tests.Display;

[Collection("Display")]
public sealed class MarkupTests
{
    private sealed record Measured(string Method, double MeanError, int PictureCount);

    [Fact]
    public void Table_Html_HasHeaderCellsAndEscapes()
    {
        var table = new DataTable("Costs <of> networks", "Network", "Parameters & more")
            .Add("<encoder>", 11_400_000).Add("decoder", null);
        var html = XElement.Parse(table.Render(MimeTypes.Html)!);
        Assert.Equal("Costs <of> networks", html.Element("caption")!.Value);
        var headers = html.Descendants("th").ToArray();
        Assert.Equal(["col", "col", "row", "row"], headers.Select(header => header.Attribute("scope")!.Value));
        Assert.Equal("Parameters & more", headers[1].Value);
        Assert.Equal("<encoder>", headers[2].Value);
        Assert.Equal(["11,400,000", ""], html.Descendants("td").Select(cell => cell.Value));
        Assert.Contains("text-align:right", html.Descendants("td").First().Attribute("style")!.Value);
    }

    [Fact]
    public void Table_Text_IsAligned()
    {
        var table = new DataTable("Errors", "Method", "Error") { Formats = [null, "F2"] }
            .Add("copy", 0.631).Add("a", 12.0);
        Assert.Equal("Errors\nMethod  Error\n------  -----\ncopy     0.63\na       12.00", table.Text);
        Assert.Equal(table.Text, table.ToString());
    }

    [Fact]
    public void Table_Markdown_EscapesBars()
    {
        var table = new DataTable("Errors", "Method", "a|b").Add("x|y", 1.5);
        Assert.Equal("**Errors**\n\n| Method | a\\|b |\n|---|---:|\n| x\\|y | 1.5 |\n", table.ToMarkdown());
    }

    [Fact]
    public void Table_FromRecordsAndTuples_NamesColumns()
    {
        var records = DataTable.From("Errors", [new Measured("copy", double.NaN, 12_345)]);
        Assert.Contains("Method  Mean error  Picture count", records.Text);
        Assert.Contains("copy             –         12,345", records.Text);
        var tuples = DataTable.From("Errors", [("a", 1.23456), ("b", 2)], "Name", "Value");
        Assert.Contains("Name  Value", tuples.Text);
        Assert.Contains("a     1.235", tuples.Text);
        Assert.Throws<ArgumentException>(() => DataTable.From("Errors", [("a", 1)], "Name"));
    }

    [Fact]
    public void Table_WrongNumberOfCells_SaysWhich()
    {
        var error = Assert.Throws<ArgumentException>(() => new DataTable("Errors", "Method", "Error").Add("copy"));
        Assert.Contains("'Errors': expected 2 cells (Method, Error); got 1", error.Message);
    }

    [Fact]
    public void FlipBook_Html_HoldsEachFrameOnceWithASlider()
    {
        var book = new FlipBook(
            Enumerable.Range(0, 5).Select(i => ($"{i - 2}", Pictures.Plain(32, 32, (byte)(50 * i), 0, 0))),
            "Gets red.");
        string html = book.Render(MimeTypes.Html)!;
        Assert.Equal(6, html.Split("src=\"data:image/").Length);
        Assert.Contains("<input type=\"range\" min=\"0\" max=\"4\"", html);
        Assert.Contains("<label ", html);
        Assert.Contains("<div class=\"flip-player\" hidden style=\"display:none\">", html);
        Assert.Contains("alt=\"frame -2\"", html);
        Assert.Contains("Gets red.</figcaption>", html);
        Assert.DoesNotContain("setInterval", html);
        Assert.DoesNotContain("autoplay", html);
    }

    [Fact]
    public void FlipBook_Id_DependsOnTheFramesOnly()
    {
        string Html(byte red) => new FlipBook([("a", Pictures.Plain(8, 8, red, 0, 0))], "Red.").Render(MimeTypes.Html)!;
        Assert.Equal(Html(5), Html(5));
        string Id(string html) => html.Split("id=\"")[1].Split('"')[0];
        Assert.NotEqual(Id(Html(5)), Id(Html(6)));
        Assert.Contains($"[id=\"{Id(Html(5))}\"]", Html(5));
    }

    [Fact]
    public void FlipBook_LargeFrames_AreReducedTo128Pixels()
    {
        var book = new FlipBook([("a", Pictures.Plain(512, 256, 9, 9, 9))], "Dark.");
        string data = book.Render(MimeTypes.Html)!.Split("base64,")[1].Split('"')[0];
        using var frame = Pictures.Decode(Convert.FromBase64String(data));
        Assert.Equal((128, 64), (frame.Width, frame.Height));
    }

    [Fact]
    public void FlipBook_SeventeenFrames_Throws()
    {
        var frames = Enumerable.Range(0, 17).Select(i => ($"{i}", Pictures.Plain(8, 8, 1, 2, 3)));
        var error = Assert.Throws<ArgumentException>(() => new FlipBook(frames, "Many."));
        Assert.Contains("1 to 16 frames; got 17", error.Message);
        Assert.Throws<ArgumentException>(() => new FlipBook([], "None."));
    }

    [Fact]
    public void FlipBook_Png_IsTheStrip()
    {
        var book = new FlipBook(
            [("a", Pictures.Plain(8, 8, 200, 30, 30)), ("b", Pictures.Plain(8, 8, 30, 30, 200))], "Two.");
        using var strip = Pictures.Decode(Convert.FromBase64String(book.Render(MimeTypes.Png)!));
        Assert.Equal(12 + 96 + 6 + 96 + 12, strip.Width);
    }
}

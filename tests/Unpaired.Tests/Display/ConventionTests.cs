using System.Collections;
using Unpaired.Display;

namespace Unpaired.Tests.Display;

/// <summary>Reads the attribute the way hosts do: by simple names only.</summary>
[Collection("Display")]
public sealed class ConventionTests
{
    public static TheoryData<string> Kinds =>
        ["grid", "figure", "chart", "losses", "table", "flip-book", "html", "markdown"];

    private static RichOutput Make(string kind)
    {
        var picture = Pictures.Plain(8, 8, 200, 30, 30);
        var losses = new LossChart();
        losses.Add(1, ("total", 1.0));
        return kind switch
        {
            "grid" => new PictureGrid([[picture]], "A red square."),
            "figure" => new PictureFigure(picture, "A red square."),
            "chart" => new Chart("Up", "A rising line.", "x", "y").Line("a", [1, 2, 3]),
            "losses" => losses,
            "table" => new DataTable("Sizes", "Name", "Size").Add("a", 1),
            "flip-book" => new FlipBook([("0", picture)], "One frame."),
            "html" => new HtmlOutput("<b>x</b>", "x"),
            _ => new MarkdownOutput("*x*"),
        };
    }

    private static Attribute AttributeOf(object value) => (Attribute)value.GetType().GetCustomAttributes(inherit: true)
        .Single(attribute => attribute.GetType().Name == "TypeFormatterSourceAttribute");

    private static string[] PreferredOf(object value)
    {
        var attribute = AttributeOf(value);
        return (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!;
    }

    private static Dictionary<string, string> FormatAsHost(object value)
    {
        var attribute = AttributeOf(value);
        var sourceType = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var source = sourceType.GetConstructor(Type.EmptyTypes)!.Invoke(null);
        var formatters = (IEnumerable)sourceType.GetMethod("CreateTypeFormatters", [])!.Invoke(source, null)!;
        var written = new Dictionary<string, string>();
        foreach (var formatter in formatters)
        {
            var writer = new StringWriter();
            var format = formatter.GetType().GetMethods().Single(method => method.Name == "Format");
            bool isHandled = (bool)format.Invoke(formatter, [value, writer])!;
            Assert.Equal(isHandled, writer.ToString().Length > 0);
            if (isHandled)
                written[(string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!] = writer.ToString();
        }
        return written;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Convention_AnyType_FormatsEveryPreferredMimeType(string kind)
    {
        var output = Make(kind);
        var written = FormatAsHost(output);
        Assert.NotEmpty(PreferredOf(output));
        Assert.All(PreferredOf(output), mime => Assert.Contains(mime, written.Keys));
        Assert.Equal(PreferredOf(output), output.ToBundle().Keys);
        Assert.All(output.ToBundle(), pair => Assert.Equal(written[pair.Key], pair.Value));
        Assert.Contains(MimeTypes.Plain, written.Keys);
        Assert.Contains(kind == "markdown" ? MimeTypes.Markdown : MimeTypes.Html, written.Keys);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Convention_ForeignValue_IsNotHandled(string kind)
    {
        var attribute = AttributeOf(Make(kind));
        var sourceType = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var source = (RichOutputFormatterSource)Activator.CreateInstance(sourceType)!;
        Assert.All(source.CreateTypeFormatters().Cast<RichOutputFormatter>(), formatter =>
            Assert.False(formatter.Format("a string", new StringWriter())));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ToString_AnyType_IsReadable(string kind)
    {
        string text = Make(kind).ToString();
        Assert.DoesNotContain("Unpaired.Display", text);
        Assert.NotEmpty(text);
    }

    [Theory]
    [InlineData(FigureFormat.Html, "text/html,text/plain")]
    [InlineData(FigureFormat.Image, "image/png,text/plain")]
    [InlineData(FigureFormat.Both, "text/html,image/png,text/plain")]
    public void Figures_EachFormat_ChoosesTheBundle(FigureFormat format, string expected)
    {
        try
        {
            Show.Figures = format;
            Assert.Equal(expected, string.Join(",", Make("grid").ToBundle().Keys));
            Assert.Equal(expected, string.Join(",", Preferred.MimeTypesOf(ContentKind.Chart, isInteractive: true)));
            Assert.Equal("text/html,text/plain", string.Join(",", Make("table").ToBundle().Keys));
        }
        finally
        {
            Show.Figures = FigureFormat.Html;
        }
    }

    [Fact]
    public void ConventionHtml_TensorOfTorchSharp_UsesItsOwnFormatter()
    {
        using var tensor = TorchSharp.torch.zeros(2);
        Assert.Contains("<pre", ForeignHosts.ConventionHtml(tensor));
        Assert.Null(ForeignHosts.ConventionHtml("a string"));
        Assert.Null(ForeignHosts.ConventionHtml(null));
    }
}

using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Tests.Data;

public sealed class PictureDisplayTests
{
    [Fact]
    public void Picture_AsTheLastExpression_IsShownByTheConvention()
    {
        var attribute = typeof(Picture).GetCustomAttributes(inherit: true)
            .Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var formatters = (IEnumerable<object>)source.GetMethod("CreateTypeFormatters")!.Invoke(Activator.CreateInstance(source, nonPublic: true), [])!;
        var html = formatters.Single(f => (string)f.GetType().GetProperty("MimeType")!.GetValue(f)! == MimeTypes.Html);
        var text = new StringWriter();

        Assert.True((bool)html.GetType().GetMethod("Format")!.Invoke(html, [new Picture(3, 2, new byte[18]), text])!);
        Assert.Contains("<img", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("A picture of 3 x 2 pixels.", text.ToString(), StringComparison.Ordinal);
    }
}

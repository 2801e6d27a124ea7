namespace Unpaired.Kernel.Tests;

public class FormatterTests
{
    [Fact]
    public void Format_TypeWithConventionAttribute_UsesItsFormattersInItsOrder()
    {
        var bundle = FormatterRegistry.Format(new Swatch("red"));
        Assert.Equal(["text/html", "text/plain"], bundle.Keys);
        Assert.Equal("<i>red</i>", bundle["text/html"]);
        Assert.Equal("swatch red", bundle["text/plain"]);
    }

    [Fact]
    public void Format_TypeDerivedFromOneWithTheAttribute_UsesItsFormatters() =>
        Assert.Equal("swatch blue", FormatterRegistry.Format(new SpecialSwatch("blue"))["text/plain"]);

    [Fact]
    public void Format_AttributeWithoutPreferences_GivesAllForms() =>
        Assert.Equal(["text/plain", "text/html", "image/png"], FormatterRegistry.Format(new Plain())
            .Keys.OrderBy(k => k == "image/png").ThenByDescending(k => k));

    [Fact]
    public void Format_FormatterThatThrows_SaysSoInsteadOfFailing()
    {
        string text = FormatterRegistry.Format(new Broken())["text/plain"];
        Assert.Contains("not shown", text);
        Assert.Contains("cannot draw", text);
    }

    [Fact]
    public void Format_WantedForm_IsTheOnlyOne() =>
        Assert.Equal(["text/plain"], FormatterRegistry.Format(new Swatch("red"), "text/plain").Keys);

    [Fact]
    public void Format_Rows_AreATableOfTheirProperties()
    {
        var bundle =
            FormatterRegistry.Format(new[] { new { Name = "<Ada>", Age = 36.5 }, new { Name = "Grace", Age = 85.0 } });
        Assert.Contains("<th scope=\"col\">Name</th><th scope=\"col\">Age</th>", bundle["text/html"]);
        Assert.Contains("<td>&lt;Ada&gt;</td><td>36.5</td>", bundle["text/html"]);
        Assert.Equal("Name   Age\n<Ada>  36.5\nGrace  85", bundle["text/plain"]);
    }

    [Fact]
    public void Format_LongSequence_StopsAfterTwentyRows()
    {
        int asked = 0;
        IEnumerable<object> Endless()
        {
            while (true)
                yield return new { Number = asked++ };
        }
        var bundle = FormatterRegistry.Format(Endless());
        Assert.Equal(20, bundle["text/html"].Split("<tr><td>").Length - 1);
        Assert.Contains("more than 20 rows", bundle["text/html"]);
        Assert.Equal(21, asked);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, "[ 1, 2, 3 ]")]
    [InlineData(new int[0], "[ ]")]
    public void Format_Scalars_AreOneLine(int[] values, string expected) =>
        Assert.Equal(expected, FormatterRegistry.Format(values)["text/plain"]);

    [Fact]
    public void Format_Dictionary_IsATableOfKeysAndValues() =>
        Assert.Contains(
            "<td>a</td><td>1</td>", FormatterRegistry.Format(new Dictionary<string, int> { ["a"] = 1 })["text/html"]);

    [Fact]
    public void Format_ObjectWithoutToString_IsATableOfItsProperties()
    {
        var bundle = FormatterRegistry.Format(new Settings());
        Assert.Contains("<td>Width</td><td>3</td>", bundle["text/html"]);
        Assert.Equal("Settings { Width: 3, Inner: [ 1, 2 ] }", bundle["text/plain"]);
    }

    [Fact]
    public void Format_Bytes_AreNotShown() =>
        Assert.Equal("byte[3]", FormatterRegistry.Format(new byte[3])["text/plain"]);

    [Fact]
    public void Format_Record_IsItsText() =>
        Assert.Equal("Pair { A = 1, B = x }", FormatterRegistry.Format(new Pair(1, "x"))["text/plain"]);

    private sealed record Pair(int A, string B);

    private sealed class Settings
    {
        public int Width => 3;

        public int[] Inner => [1, 2];
    }

    [TypeFormatterSource(typeof(SwatchFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
    private class Swatch(string name)
    {
        public string Name { get; } = name;
    }

    private sealed class SpecialSwatch(string name) : Swatch(name);

    [TypeFormatterSource(typeof(SwatchFormatters))]
    private sealed class Plain;

    [TypeFormatterSource(typeof(BrokenFormatters))]
    private sealed class Broken;

    /// <summary>Any attribute of this simple name counts, wherever it is from.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    private sealed class TypeFormatterSourceAttribute(Type source) : Attribute
    {
        public Type FormatterSourceType { get; } = source;

        public string[] PreferredMimeTypes { get; set; } = [];
    }

    private sealed class SwatchFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
        [
            new StubFormatter("text/plain", value => $"swatch {(value as Swatch)?.Name}"),
            new StubFormatter("text/html", value => $"<i>{(value as Swatch)?.Name}</i>"),
            new StubFormatter("image/png", _ => "aGk="),
        ];
    }

    private sealed class BrokenFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
            [new StubFormatter("text/plain", _ => throw new InvalidOperationException("cannot draw"))];
    }

    private sealed class StubFormatter(string mime, Func<object, string> write)
    {
        public string MimeType { get; } = mime;

        public bool Format(object value, TextWriter writer)
        {
            writer.Write(write(value));
            return true;
        }
    }
}

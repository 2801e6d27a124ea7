namespace Unpaired.Kernel.Tests;

public class DisplayTests
{
    [Theory]
    [InlineData("display(HTML(\"<b>x</b>\"));", "text/html", "<b>x</b>")]
    [InlineData("HTML(\"<b>x</b>\").Display();", "text/html", "<b>x</b>")]
    [InlineData("\"# title\".DisplayAs(\"text/markdown\");", "text/markdown", "# title")]
    [InlineData("display(3);", "text/plain", "3")]
    [InlineData("3.Display(\"text/html\");", "text/html", "<pre>3</pre>")]
    [InlineData("Javascript(\"f()\");", "text/html", "<script type=\"text/javascript\">f()</script>")]
    [InlineData("CSS(\"p {}\");", "text/html", "<style>p {}</style>")]
    [InlineData("display(1)", "text/plain", "1")] // its own value is not shown a second time
    public async Task Display_Value_IsOneOutput(string code, string mime, string expected)
    {
        using var session = new Session();
        var output = Assert.IsType<DisplayOutput>(Assert.Single((await session.Run(code)).Outputs));
        Assert.Equal(expected, output.Data[mime]);
    }

    [Fact]
    public async Task DisplayTable_Rows_IsATable()
    {
        using var session = new Session();
        var outputs = await session.Run("new[] { (1, \"a\"), (2, \"b\") }.DisplayTable();");
        Assert.Contains(
            "<td>2</td><td>b</td>", Assert.IsType<DisplayOutput>(outputs.Outputs.Single()).Data["text/html"]);
    }

    [Fact]
    public async Task Update_InItsCellAndALaterOne_ReplacesInPlace()
    {
        using var session = new Session();
        var first =
            await session.Run("var shown = display(\"0 %\"); Console.WriteLine(\"between\"); shown.Update(\"50 %\");");
        Assert.Equal("50 %", ((DisplayOutput)first.Outputs[0]).Data["text/plain"]);
        Assert.Equal(2, first.Outputs.Count);
        string? id = ((DisplayOutput)first.Outputs[0]).DisplayId;
        Assert.Equal(id, (await session.Run("shown.DisplayId")).Result());
        await session.Run("await Task.Run(() => shown.Update(HTML(\"<b>done</b>\")));");
        Assert.Equal("<b>done</b>", ((DisplayOutput)first.Outputs[0]).Data["text/html"]);
        Assert.Equal(2, first.Updates);
    }

    [Fact]
    public async Task Displays_OfOneCell_HaveDifferentIds()
    {
        using var session = new Session();
        var outputs = await session.Run("display(1); display(1);");
        Assert.Equal(2, outputs.Outputs.Cast<DisplayOutput>().Select(o => o.DisplayId).Distinct().Count());
    }

    [Fact]
    public async Task Sink_InACell_ShowsABundleAndUpdatesIt()
    {
        using var session = new Session();
        var outputs = await session.Run(
            """
            var show = (Func<IReadOnlyDictionary<string, string>, Action<IReadOnlyDictionary<string, string>>>)AppContext.GetData("Notebook.Display");
            var update = show(new Dictionary<string, string> { ["text/plain"] = "a", ["application/vnd.plotly.v1+json"] = "{\"data\":[]}" });
            update(new Dictionary<string, string> { ["text/plain"] = "b" });
            """);
        Assert.Equal(
            new Dictionary<string, string> { ["text/plain"] = "b" }, ((DisplayOutput)outputs.Outputs.Single()).Data);
    }
}

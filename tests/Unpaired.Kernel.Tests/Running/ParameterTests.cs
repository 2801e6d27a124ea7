using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Tests;

public class ParameterTests
{
    [Theory]
    [InlineData("x=true", "var x = true;")]
    [InlineData("x=False", "var x = false;")]
    [InlineData("x=42", "var x = 42;")]
    [InlineData("x=-7", "var x = -7;")]
    [InlineData("x=3000000000", "var x = 3000000000L;")]
    [InlineData("x=0.001", "var x = 0.001;")]
    [InlineData("x=1e-05", "var x = 1e-05;")]
    [InlineData("x=2.0", "var x = 2.0;")]
    [InlineData("x=some text", "var x = \"some text\";")]
    [InlineData("x=say \"hi\" \\ é", "var x = \"say \\\"hi\\\" \\\\ é\";")]
    [InlineData("x=", "var x = \"\";")]
    [InlineData("x=a=b", "var x = \"a=b\";")]
    [InlineData("x=[1, 2, 3]", "var x = new [] { 1, 2, 3 };")]
    [InlineData("x=[\"a\", \"b\"]", "var x = new [] { \"a\", \"b\" };")]
    [InlineData("x=[not a list", "var x = \"[not a list\";")]
    public void Parse_Pair_BecomesPapermillsCode(string pair, string expected) =>
        Assert.Equal($"// Parameters\n{expected}\n", RunParameters.ToCode(RunParameters.Parse([pair])));

    [Theory]
    [InlineData("novalue", "expected name=value")]
    [InlineData("2x=1", "expected name=value")]
    [InlineData("=1", "expected name=value")]
    public void Parse_BadPair_Throws(string pair, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => RunParameters.Parse([pair])).Message);

    [Fact]
    public void Parse_NameTwice_Throws() =>
        Assert.Contains(
            "given twice", Assert.Throws<ArgumentException>(() => RunParameters.Parse(["x=1", "x=2"])).Message);

    [Fact]
    public void ToCode_MixedList_Throws() => Assert.Contains(
        "all of one type",
        Assert.Throws<ArgumentException>(() => RunParameters.ToCode(RunParameters.Parse(["x=[1, \"a\"]"]))).Message);

    [Fact]
    public void Inject_AfterTheParametersCell_AndReplacesAnOlderOne()
    {
        var notebook = Tagged(("setup", ""), ("int steps = 5, size = 3;", "parameters"), ("steps", ""));
        Assert.Empty(RunParameters.Inject(notebook, RunParameters.Parse(["steps=7"])));
        Assert.Equal("// Parameters\nvar steps = 7;", notebook.Cells[2].Source);
        Assert.Equal(["injected-parameters"], notebook.Cells[2].Tags);
        Assert.Empty(RunParameters.Inject(notebook, RunParameters.Parse(["size=8"])));
        Assert.Equal(4, notebook.Cells.Count);
        Assert.Equal("// Parameters\nvar size = 8;", notebook.Cells[2].Source);
    }

    [Fact]
    public void Inject_UnknownName_Warns()
    {
        string warning = Assert.Single(RunParameters.Inject(
            Tagged(("var steps = 5;", "parameters")), RunParameters.Parse(["step=7"])));
        Assert.Contains("'step'", warning);
        Assert.Contains("steps", warning);
    }

    [Fact]
    public void Inject_WithoutAParametersCell_GoesToTheTopAndWarns()
    {
        var notebook = Tagged(("x", ""));
        Assert.Contains(
            "no cell is tagged", Assert.Single(RunParameters.Inject(notebook, RunParameters.Parse(["x=1"]))));
        Assert.Equal("// Parameters\nvar x = 1;", notebook.Cells[0].Source);
    }

    private static Notebook Tagged(params (string Source, string Tag)[] cells)
    {
        var notebook = new Notebook();
        foreach (var (source, tag) in cells)
            notebook.Cells.Add(new NotebookCell(CellKind.Code, $"c{notebook.Cells.Count}", source)
            {
                Metadata = tag.Length == 0 ? [] : new JsonObject { ["tags"] = new JsonArray(tag) },
            });
        return notebook;
    }
}

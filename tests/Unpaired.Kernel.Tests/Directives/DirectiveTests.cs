namespace Unpaired.Kernel.Tests;

public sealed class DirectiveTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly Session session;

    public DirectiveTests() => session = new Session(new EngineOptions { NotebookFolder = folder.Path });

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("#!html\n<p>one</p>", "text/html", "<p>one</p>")]
    [InlineData("#!markdown\n# one", "text/markdown", "# one")]
    [InlineData("#!mermaid\ngraph LR\n  A --> B", "text/markdown", "```mermaid\ngraph LR\n  A --> B\n```")]
    [InlineData("#!mermaid\ngraph LR", "text/plain", "graph LR")]
    [InlineData("#!javascript\nalert(1)", "text/html", "<script type=\"text/javascript\">\n(async () => {\nalert(1)\n})();\n</script>")]
    [InlineData("#!js\nalert(1)", "text/html", "<script type=\"text/javascript\">\n(async () => {\nalert(1)\n})();\n</script>")]
    public async Task LanguageLine_SwitchesTheCell(string code, string mime, string expected)
    {
        var outputs = await session.Run(code);
        Assert.Equal(expected, Assert.IsType<DisplayOutput>(outputs.Outputs.Single()).Data[mime]);
    }

    [Fact]
    public async Task CellLanguage_FromMetadata_NeedsNoLine()
    {
        var outputs = await session.Run("<p>two</p>", "html");
        Assert.Equal("<p>two</p>", ((DisplayOutput)outputs.Outputs.Single()).Data["text/html"]);
        Assert.Contains("'pwsh' cannot be run here", (await session.Fail("Get-Date", "pwsh")).Message);
    }

    [Fact]
    public async Task SeveralLanguages_InOneCell_AllRunAndLinesStayTrue()
    {
        var outputs = await session.Run("int x = 1;\n#!html\n<i>x</i>\n#!csharp\nx + 1");
        Assert.Equal("<i>x</i>", ((DisplayOutput)outputs.Outputs[0]).Data["text/html"]);
        Assert.Equal("2", outputs.Result());
        var failure = await session.Fail("#!html\n<i>x</i>\n#!csharp\n\nnonsense");
        Assert.Equal(5, failure.Line);
        Assert.Equal("nonsense", failure.SourceLine);
    }

    [Theory]
    [InlineData("int x = 1;\n#!nonsense here", "#!nonsense", 2)]
    [InlineData("#!pwsh\nGet-Date", "belongs to another notebook host", 1)]
    [InlineData("#!connect x", "belongs to another notebook host", 1)]
    public async Task UnknownDirective_IsAnErrorThatNamesIt(string code, string expected, int line)
    {
        var failure = await session.Fail(code);
        Assert.Equal("DirectiveError", failure.Name);
        Assert.Contains(expected, failure.Message);
        Assert.Equal(line, failure.Line);
    }

    [Fact]
    public async Task DirectiveText_InsideStringsAndComments_IsNoDirective()
    {
        var outputs = await session.Run("string s = \"\"\"\n#!html\n#r \"x.dll\"\n\"\"\";\n/*\n#!import nothing\n*/\nvar v = @\"\n#!who\";\ns.Length");
        Assert.Equal("17", outputs.Result());
    }

    [Fact]
    public async Task Import_Script_BringsVariablesAndUsings()
    {
        folder.Write("setup.csx", "using System.Globalization;\nint fromSetup = 5;\nint Twice(int x) => 2 * x;");
        var outputs = await session.Run("#!import \"setup.csx\"\nTwice(fromSetup)");
        Assert.Equal("10", outputs.Result());
        Assert.Equal("Invariant Language (Invariant Country)",
            (await session.Run("CultureInfo.InvariantCulture.EnglishName")).Result());
        Assert.Empty((await session.Run("#!import setup.csx")).Outputs);
    }

    [Fact]
    public async Task Import_NotebookAndDib_RunsTheirCells()
    {
        var notebook = new Notebook();
        notebook.Cells.Add(new NotebookCell(CellKind.Markdown, "m", "# not code"));
        notebook.Cells.Add(new NotebookCell(CellKind.Code, "a", "int a = 1;"));
        notebook.Cells.Add(new NotebookCell(CellKind.Code, "b", "#!html\n<b>b</b>"));
        notebook.Save(Path.Combine(folder.Path, "other.ipynb"));
        folder.Write("other.dib", "#!meta\n\n{\"kernelInfo\":{}}\n\n#!csharp\n\nint c = 3;\n\n#!markdown\n\n# text\n\n#!csharp\n\nc += 1;");
        var outputs = await session.Run("#!import other.ipynb\n#!import other.dib\na + c");
        Assert.Equal("5", outputs.Result());
        Assert.Equal("<b>b</b>", ((DisplayOutput)outputs.Outputs[0]).Data["text/html"]);
    }

    [Fact]
    public async Task Import_NestedFile_IsFoundBesideTheImportingOne()
    {
        folder.Write("sub/inner.csx", "int inner = 2;");
        folder.Write("sub/outer.csx", "#!import inner.csx\nint outer = inner + 1;");
        Assert.Equal("3", (await session.Run("#!import sub/outer.csx\nouter")).Result());
    }

    [Fact]
    public async Task Import_Problems_AreNamed()
    {
        folder.Write("loop.csx", "#!import loop.csx");
        folder.Write("bad.csx", "int ok = 1;\n\nint x = nowhere;");
        folder.Write("bad.txt", "");
        Assert.Contains("imports itself", (await session.Fail("#!import loop.csx")).Message);
        var failure = await session.Fail("#!import bad.csx");
        Assert.Equal((3, "bad.csx"), (failure.Line, Path.GetFileName(failure.File)));
        Assert.Contains("no such file", (await session.Fail("\n#!import missing.csx")).Message);
        Assert.Contains("build the library", (await session.Fail("#!import setup.csx")).Message);
        Assert.Contains("expected .csx", (await session.Fail("#!import bad.txt")).Message);
    }

    [Fact]
    public async Task Load_Script_RunsFromTheNotebooksFolder()
    {
        folder.Write("parts/more.csx", "int loaded = 8;");
        Assert.Equal("8", (await session.Run("#load \"parts/more.csx\"\nloaded")).Result());
    }

    [Fact]
    public async Task Info_Commands_TellAboutTheSession()
    {
        await session.Run("int number = 3; string word = \"w\";");
        await session.Run("int number = 4;");
        Assert.Equal("number, word", Text(await session.Run("#!who")));
        var table = (DisplayOutput)(await session.Run("#!whos")).Outputs.Single();
        Assert.Contains("<td>number</td><td>Int32</td><td>4</td>", table.Data["text/html"]);
        Assert.Contains("Unpaired.Kernel", Text(await session.Run("#!about")));
        Assert.Contains("#!import", Text(await session.Run("#!lsmagic")));
        Assert.StartsWith("Wall time:", Text(await session.Run("#!time\nint y = 1;")));
    }

    private static string Text(Recorder outputs) => ((DisplayOutput)outputs.Outputs.Single()).Data["text/plain"];
}

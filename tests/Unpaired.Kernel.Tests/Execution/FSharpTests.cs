namespace Unpaired.Kernel.Tests;

/// <summary>F# cells, and values shared between languages; one session, since the compiler takes seconds to load.</summary>
public sealed class FSharpTests(FSharpTests.Fixture fixture) : IClassFixture<FSharpTests.Fixture>
{
    private readonly Session session = fixture.Session;

    [Fact]
    public async Task FSharp_Cell_ShowsItsValueAndKeepsItsNames()
    {
        Assert.Equal("43", (await session.Run("#!fsharp\nlet answer = 42\nanswer + 1")).Result());
        Assert.Equal("84", (await session.Run("answer * 2", "fsharp")).Result());
        Assert.Equal("[ 2, 4 ]", (await session.Run("[1; 2] |> List.map (fun x -> x * 2)", "f#")).Result());
        Assert.Empty((await session.Run("let unit = ()\nunit", "fsharp")).Outputs);
        Assert.Empty((await session.Run("let noValue = 1", "fsharp")).Outputs);
        Assert.Equal("None", (await session.Run("(None : int option)", "fsharp")).Result());
    }

    [Fact]
    public async Task FSharp_Cell_WritesAndDisplays()
    {
        var outputs = await session.Run(
            "printfn \"one\"\ndisplay (HTML \"<b>two</b>\") |> ignore\n\"three\".Display() |> ignore", "fsharp");
        Assert.Equal("one\n", outputs.Stream());
        Assert.Equal(["<b>two</b>", "three"], outputs.Outputs.OfType<DisplayOutput>().Select(o => o.Data.Values.First()));
    }

    [Fact]
    public async Task FSharp_CodeWithErrors_RunsNothingAndNamesTheLine()
    {
        var (result, outputs) = await session.Try("#!fsharp\nprintfn \"not written\"\nlet q : int =\n    \"a\"");
        Assert.Equal(("CompilationError", 4), (result.Failure!.Name, result.Failure.Line));
        Assert.Equal("    \"a\"", result.Failure.SourceLine);
        Assert.StartsWith("FS0001: This expression was expected to have type 'int'", result.Failure.Message);
        Assert.Equal($"Cell {result.ExecutionCount}, line 4", result.Failure.Traceback[0]);
        Assert.Equal("", outputs.Stream());
    }

    [Fact]
    public async Task FSharp_Exception_NamesTheLineAndLeavesTheSession()
    {
        await session.Run("let before = 7", "fsharp");
        var failure = await session.Fail("let f x =\n    if x > 0 then invalidOp \"no\"\n    x\nf 3", "fsharp");
        Assert.Equal(("InvalidOperationException", "no", 2), (failure.Name, failure.Message, failure.Line));
        Assert.Equal("    if x > 0 then invalidOp \"no\"", failure.SourceLine);
        Assert.Equal("7", (await session.Run("before", "fsharp")).Result());
    }

    [Fact]
    public async Task FSharp_Loop_KeepsLineNumbersOfErrorsAndExceptions()
    {
        var failure = await session.Fail("let mutable n = 0\nfor i in 1 .. 3 do\n    n <- n + i\n    if n > 2 then\n        failwith \"far\"\n    else\n        ()", "fsharp");
        Assert.Equal(("far", 5), (failure.Message, failure.Line));
        Assert.Equal("        failwith \"far\"", failure.SourceLine);
        failure = await session.Fail("for i in 1 .. 3 do\n    let wrong : int = \"w\"\n    ()", "fsharp");
        Assert.Equal(("CompilationError", 2), (failure.Name, failure.Line));
    }

    [Theory]
    [InlineData("while true do ()")]
    [InlineData("while true do\n    x <- x")]
    [InlineData("let rec forever n : int =\n    forever (n + 1)\nforever 0")]
    [InlineData("Seq.initInfinite id |> Seq.iter ignore")]
    [InlineData("System.Threading.Thread.Sleep -1")]
    public async Task FSharp_EndlessCell_IsInterruptedAndKeepsTheState(string endless)
    {
        await session.Run("let mutable x = 1", "fsharp");
        for (int round = 1; round <= 2; round++)
        {
            var (result, _) = await session.InterruptWhenBegun($"#!fsharp\nx <- x + 1\nprintf \"begun\"\n{endless}");
            Assert.Equal(CellStatus.Interrupted, result.Status);
            Assert.Equal((1 + round).ToString(), (await session.Run("x", "fsharp")).Result());
        }
    }

    [Fact]
    public async Task FSharp_Reference_IsFoundAsInCSharp()
    {
        string path = typeof(Assert).Assembly.Location;
        Assert.Equal("6", (await session.Run(
            $"#r \"{path}\"\ntypeof<Xunit.Assert>.Name.Length", "fsharp")).Result());
        Assert.Contains("no such file", (await session.Fail("#r \"gone.dll\"", "fsharp")).Message);
        Assert.Contains("is not a directive", (await session.Fail("#!nonsense", "fsharp")).Message);
    }

    [Fact]
    public async Task FSharp_ImportedScript_IsNamedInItsErrors()
    {
        fixture.Folder.Write("parts.fsx", "let imported = 5");
        Assert.Equal("6", (await session.Run("#!import parts.fsx\n#!fsharp\nimported + 1")).Result());
        fixture.Folder.Write("broken.fsx", "\nlet imported : int = \"5\"");
        var failure = await session.Fail("#!import broken.fsx");
        Assert.Equal((2, "broken.fsx"), (failure.Line, Path.GetFileName(failure.File)));
        fixture.Folder.Write("loaded.fsx", "module Loaded\nlet value = 9");
        Assert.Equal("9", (await session.Run("#load \"loaded.fsx\"\nLoaded.value", "fsharp")).Result());
    }

    [Theory]
    [InlineData("double[] v = [1.5, 2];", "v.[0] + v.[1]", "3.5")]
    [InlineData("var v = new Dictionary<string, List<int>> { [\"a\"] = [1, 2] };", "v.[\"a\"].Count", "2")]
    [InlineData("var v = (1, \"two\");", "snd (v.ToTuple())", "two")]
    [InlineData("var v = Enumerable.Range(1, 4).Where(i => i > 2);", "Seq.sum v", "7")]
    [InlineData("float[,] v = { { 1, 2 }, { 3, 4 } };", "v.[1, 0]", "3")]
    [InlineData("string v = null;", "isNull v", "True")]
    [InlineData("int[][] v = [[1], [2, 3]];", "v.[1].[1]", "3")]
    public async Task Share_FromCSharp_IsTheSameValueInFSharp(string csharp, string fsharp, string expected)
    {
        await session.Run(csharp);
        Assert.Equal(expected, (await session.Run($"#!share --from csharp v\n{fsharp}", "fsharp")).Result());
    }

    [Theory]
    [InlineData("let w = [| 1.5; 2.0 |]", "w.Sum()", "3.5")]
    [InlineData("let w = [ 1 .. 3 ]", "w.Head + w.Length", "4")]
    [InlineData("let w = Map.ofList [ \"a\", 1 ]", "w[\"a\"]", "1")]
    [InlineData("let w = Array2D.init 2 2 (fun i j -> i + j)", "w[1, 1]", "2")]
    [InlineData("let w = [| [| 1 |]; [| 2; 3 |] |]", "w[1][1]", "3")]
    [InlineData("let w = seq { for i in 1 .. 3 -> i * i }", "w.Last()", "9")]
    [InlineData("type Point = { X: int; Y: int }\nlet w = { X = 1; Y = 2 }", "(int)w.X + (int)w.Y", "3")]
    [InlineData("let w : string = null", "w == null", "True")]
    public async Task Share_FromFSharp_IsTheSameValueInCSharp(string fsharp, string csharp, string expected)
    {
        await session.Run(fsharp, "fsharp");
        Assert.Equal(expected, (await session.Run($"#!share --from fsharp w\n{csharp}")).Result());
    }

    [Fact]
    public async Task Share_Object_StaysTheSameObject()
    {
        await session.Run("var list = new List<int> { 1 };");
        await session.Run("#!share --from csharp list --as items\nitems.Add 2", "fsharp");
        Assert.Equal("2", (await session.Run("list.Count")).Result());
        await session.Run("#!set --name back --value @fsharp:items\n#!set --name word --value \"two words\"");
        Assert.Equal("True two words", (await session.Run("$\"{object.ReferenceEquals(back, list)} {word}\"")).Result());
    }

    [Fact]
    public async Task Share_WithJavaScript_DeclaresItsJson()
    {
        await session.Run("var points = new[] { new { X = 1.5, Name = \"</script>\" } };");
        var outputs = await session.Run("#!javascript\n#!share --from csharp points --as data\nconsole.log(data);");
        string html = ((DisplayOutput)outputs.Outputs.Single()).Data["text/html"];
        Assert.Contains("let data = [{\"X\":1.5,\"Name\":\"\\u003C/script\\u003E\"}];\nconsole.log(data);", html);
        outputs = await session.Run("console.log(1);", "javascript");
        Assert.DoesNotContain("data", ((DisplayOutput)outputs.Outputs.Single()).Data["text/html"]);
        await session.Run("let list = [ 1; 2 ]", "fsharp");
        outputs = await session.Run("#!share --from fsharp list", "javascript");
        Assert.Empty(outputs.Outputs);
    }

    [Theory]
    [InlineData("csharp", "#!share --from csharp gone", "csharp has no value named 'gone'")]
    [InlineData("fsharp", "#!share --from csharp gone", "csharp has no value named 'gone'")]
    [InlineData("csharp", "#!share gone", "expected #!share --from LANGUAGE NAME")]
    [InlineData("csharp", "#!share --from python gone", "not from 'python'")]
    [InlineData("csharp", "#!share --from csharp mine --as 1x", "'1x' is not a name")]
    [InlineData("csharp", "#!set --name x", "expected #!set --name NAME --value")]
    [InlineData("html", "#!share --from csharp mine", "cells in html take no values")]
    [InlineData("fsharp", "#!share --from csharp own", "F# cannot take 'own'")]
    [InlineData("javascript", "#!share --from csharp grid", "no JSON for System.Int32[,]")]
    public async Task Share_Problem_IsNamed(string language, string line, string expected)
    {
        await session.Run("int mine = 1; class Own { } var own = new Own(); int[,] grid = { { 1 } };");
        var failure = await session.Fail("\n" + line, language);
        Assert.Contains(expected, failure.Message);
        Assert.Equal(("DirectiveError", 2), (failure.Name, failure.Line));
    }

    [Fact]
    public async Task Who_InFSharp_ListsItsValues()
    {
        await session.Run("let listed = 3", "fsharp");
        var outputs = await session.Run("#!who", "fsharp");
        Assert.Contains("listed", ((DisplayOutput)outputs.Outputs.Single()).Data["text/plain"].Split(", "));
    }

    public sealed class Fixture : IDisposable
    {
        public Fixture() => Session = new Session(new EngineOptions { NotebookFolder = Folder.Path });

        public TestFolder Folder { get; } = new();

        public Session Session { get; }

        public void Dispose()
        {
            Session.Dispose();
            Folder.Dispose();
        }
    }
}

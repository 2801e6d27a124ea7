namespace Unpaired.Kernel.Tests;

public class EngineTests
{
    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("var x = 3; x", "3")]
    [InlineData("\"text\"", "text")]
    [InlineData("await Task.FromResult(4)", "4")]
    [InlineData("0.5", "0.5")]
    [InlineData("(string)null", "<null>")]
    [InlineData("x + 1 // a remark", null, "int x = 1;")]
    public async Task LastExpression_WithoutSemicolon_IsTheResult(string code, string? expected, string? before = null)
    {
        using var session = new Session();
        if (before is not null)
            await session.Run(before);
        Assert.Equal(expected ?? "2", (await session.Run(code)).Result());
    }

    [Theory]
    [InlineData("1 + 1;")]
    [InlineData("var x = 3;")]
    [InlineData("int M() => 1;")]
    [InlineData("Console.Write(\"\")")]
    [InlineData("await Task.Delay(1)")]
    [InlineData("")]
    [InlineData("// nothing")]
    public async Task Cell_WithoutValue_HasNoOutput(string code)
    {
        using var session = new Session();
        if (code == "1 + 1;")
            await session.Fail(code); // C# takes no bare sum as a statement
        else
            Assert.Empty((await session.Run(code)).Outputs);
    }

    [Theory]
    [InlineData("x + 1", false)]
    [InlineData("x = 5;", false)]
    [InlineData("foreach (int i in new[] { x }) Console.Write(i);", false)]
    [InlineData("int y = x;", true)]
    [InlineData("int.TryParse(\"3\", out var parsed);", true)]
    [InlineData("using System.Numerics;", true)]
    [InlineData("class Whale { }", true)]
    [InlineData("int Twice() => 2 * x;", true)]
    public async Task Cell_ThatDeclaresNothing_LeavesNoLinkForLaterCells(string code, bool stays)
    {
        using var session = new Session();
        await session.Run("int x = 2;");
        var before = session.Engine.Session.Newest;

        await session.Run(code);

        Assert.Equal(stays, !ReferenceEquals(before, session.Engine.Session.Newest));
        Assert.Equal(code == "x = 5;" ? "5" : "2", (await session.Run("x")).Result());
    }

    [Fact]
    public async Task CallWithSemicolon_WithValue_ShowsNothing()
    {
        using var session = new Session();
        Assert.Empty((await session.Run("Math.Sqrt(4);")).Outputs);
    }

    [Fact]
    public async Task State_AcrossCells_IsKeptAndCanBeRedeclared()
    {
        using var session = new Session();
        await session.Run("int x = 1; record Point(int X, int Y); int Twice(int v) => 2 * v;");
        Assert.Equal("8", (await session.Run("Twice(new Point(x, 3).X + 3)")).Result());
        await session.Run("string x = \"other\"; record Point(string Name);");
        Assert.Equal("other, Point { Name = p }", (await session.Run("$\"{x}, {new Point(\"p\")}\"")).Result());
    }

    [Fact]
    public async Task Usings_OfACell_HoldInLaterCells()
    {
        using var session = new Session();
        await session.Run("using System.Globalization; using static System.Math;");
        Assert.Equal("2", (await session.Run("Sqrt(4).ToString(CultureInfo.InvariantCulture)")).Result());
        Assert.Equal("a.txt", (await session.Run("Path.Combine(\"\", \"a.txt\")")).Result());
    }

    [Fact]
    public async Task Exception_AfterAssignments_KeepsThem()
    {
        using var session = new Session();
        await session.Run("int before = 1;");
        var failure = await session.Fail(
            "before = 2;\nint a = 7;\nthrow new InvalidOperationException(\"stop here\");\nint b = 8;");
        Assert.Equal("InvalidOperationException", failure.Name);
        Assert.Equal("stop here", failure.Message);
        Assert.Equal(3, failure.Line);
        Assert.Contains("throw new", failure.SourceLine);
        Assert.Equal("2 7 0", (await session.Run("$\"{before} {a} {b}\"")).Result());
    }

    [Fact]
    public async Task CompileError_NamesLineAndLeavesStateAlone()
    {
        using var session = new Session();
        await session.Run("int x = 5;");
        var failure = await session.Fail("x = 6;\n\nint y = unknownName;");
        Assert.Equal("CompilationError", failure.Name);
        Assert.Contains("CS0103", failure.Message);
        Assert.Contains("unknownName", failure.Message);
        Assert.Equal(3, failure.Line);
        Assert.Equal("int y = unknownName;", failure.SourceLine);
        Assert.Equal("5", (await session.Run("x")).Result());
    }

    [Fact]
    public async Task RuntimeError_InMethodOfEarlierCell_NamesTheCellThatRuns()
    {
        using var session = new Session();
        await session.Run("int Divide(int a, int b)\n{\n    return a / b;\n}");
        var failure = await session.Fail("int zero = 0;\n\nDivide(1, zero)");
        Assert.Equal("DivideByZeroException", failure.Name);
        Assert.Equal(3, failure.Line);
        Assert.Contains(failure.Traceback, line => line.Contains("cell-1.csx:line 3"));
        Assert.StartsWith("Cell 2, line 3", failure.Traceback[0]);
    }

    [Fact]
    public async Task Await_StaysOnTheCellThread()
    {
        using var session = new Session();
        await session.Run("int first = Environment.CurrentManagedThreadId; await Task.Delay(20); int second = Environment.CurrentManagedThreadId;");
        Assert.Equal("True", (await session.Run("first == second && second == Environment.CurrentManagedThreadId"))
            .Result());
    }

    [Fact]
    public async Task ThreadStatics_SetInACell_HoldInTheNext()
    {
        using var session = new Session();
        await session.Run("class Mode { [ThreadStatic] public static int Depth; } Mode.Depth = 3; await Task.Yield();");
        Assert.Equal("3", (await session.Run("Mode.Depth")).Result());
    }

    [Fact]
    public async Task Console_ManyWrites_AreOrderedAndMerged()
    {
        using var session = new Session();
        var outputs = await session.Run(
            "for (int i = 0; i < 100; i++) Console.Write(i % 10);\nConsole.WriteLine();\nConsole.Error.WriteLine(\"problem\");\nConsole.WriteLine(\"end\");\n42");
        Assert.Equal(101, outputs.Stream().IndexOf('\n') + 1);
        Assert.Equal("problem\n", outputs.Stream("stderr"));
        Assert.Equal(["stdout", "stderr", "stdout"], outputs.Outputs.OfType<StreamOutput>().Select(o => o.Name));
        Assert.IsType<ResultOutput>(outputs.Outputs[^1]);
    }

    [Fact]
    public async Task Console_FromBackgroundTask_GoesToTheCell()
    {
        using var session = new Session();
        var outputs = await session.Run("await Task.Run(() => Console.WriteLine(\"from the pool\"));");
        Assert.Equal("from the pool\n", outputs.Stream());
    }

    [Fact]
    public async Task Console_OutsideCells_IsNotCaptured()
    {
        using var session = new Session();
        var outputs = await session.Run("Console.WriteLine(1);");
        Console.Write("");
        Assert.Equal("1\n", outputs.Stream());
        Assert.Null(AppContext.GetData("Notebook.Display") is Func<IReadOnlyDictionary<string, string>,
            Action<IReadOnlyDictionary<string, string>>?> show ? show(new Dictionary<string, string>()) : null);
    }

    [Fact]
    public async Task ExecutionCount_GrowsFromOne()
    {
        using var session = new Session();
        Assert.Equal(1, (await session.Try("1")).Result.ExecutionCount);
        Assert.Equal(2, (await session.Try("nonsense")).Result.ExecutionCount);
        var (result, outputs) = await session.Try("2");
        Assert.Equal(3, result.ExecutionCount);
        Assert.Equal(3, outputs.Outputs.OfType<ResultOutput>().Single().ExecutionCount);
    }

    [Fact]
    public async Task AsyncVoid_ThatThrows_DoesNotEndTheProcess()
    {
        using var session = new Session();
        var outputs = await session.Run(
            "async void Bad() { await Task.Yield(); throw new InvalidOperationException(\"lost\"); }\nBad();\nawait Task.Delay(50);");
        Assert.Contains("lost", outputs.Stream("stderr"));
        Assert.Equal("2", (await session.Run("1 + 1")).Result());
    }

    [Fact]
    public async Task Input_WithoutAnyone_FailsClearly()
    {
        using var session = new Session();
        Assert.Contains("nobody to answer", (await session.Fail("await GetInputAsync(\"name?\")")).Message);
        using var asking = new Session(new EngineOptions { Input = (prompt, _) => Task.FromResult("Ada " + prompt) });
        Assert.Equal("Ada name?", (await asking.Run("await GetInputAsync(\"name?\")")).Result());
    }
}

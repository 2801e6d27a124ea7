using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Tests;

public sealed class RunnerTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly List<RunProgress> reports = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Run_Notebook_WritesTheExecutedOne()
    {
        string path = Save("a.ipynb", "int x = 20;", "Console.WriteLine(\"hello\");\nx + 1", "_ = x;", "display(HTML(\"<b>bold</b>\"));");
        var result = await Run(path);
        Assert.Equal(0, result.ExitCode);
        string executed = Path.Combine(folder.Path, "executed", "a.ipynb");
        Assert.Equal(executed, result.Notebooks.Single().ExecutedNotebook);
        var cells = Notebook.Load(executed).Cells;
        Assert.Equal([1, 2, 3, 4], cells.Select(c => c.ExecutionCount ?? 0));
        Assert.Equal(new StreamOutput("stdout", "hello\n"), cells[1].Outputs[0]);
        Assert.Equal("21", Assert.IsType<ResultOutput>(cells[1].Outputs[1]).Data["text/plain"]);
        Assert.Empty(cells[0].Outputs);
        Assert.Equal("<b>bold</b>", Assert.IsType<DisplayOutput>(cells[3].Outputs.Single()).Data["text/html"]);
        Assert.Equal(4, reports.Count(r => r.Phase == RunPhase.Ends && r.CellCount == 4));
        Assert.Empty(Notebook.Load(path).Cells[1].Outputs);
    }

    [Fact]
    public async Task Run_FailingCell_StopsWithNotebookCellLineAndSource()
    {
        string path = Save("bad.ipynb", "int x = 0;", "Console.WriteLine(\"before\");\n\nint y = 1 / x;", "Console.WriteLine(\"never\");");
        var result = await Run(path, new RunOptions { Html = true });
        Assert.Equal(1, result.ExitCode);
        string message = result.FirstError!.ToString();
        Assert.StartsWith("bad.ipynb, cell 2, line 3: DivideByZeroException: Attempted to divide by zero.", message);
        Assert.Contains("int y = 1 / x;", message);
        var cells = Notebook.Load(result.Notebooks.Single().ExecutedNotebook!).Cells;
        Assert.Equal("before\n", Assert.IsType<StreamOutput>(cells[1].Outputs[0]).Text);
        Assert.Equal("Cell 2, line 3", Assert.IsType<ErrorOutput>(cells[1].Outputs[1]).Traceback[0]);
        Assert.Null(cells[2].ExecutionCount);
        Assert.Contains("DivideByZeroException", File.ReadAllText(result.Notebooks.Single().HtmlPage!));
        Assert.Contains(reports, r => r.Phase == RunPhase.Fails && r.Cell == 2);
    }

    [Fact]
    public async Task Run_AllowErrors_GoesOnAndStillFails()
    {
        string path = Save("a.ipynb", "throw new Exception(\"one\");", "1 + 1");
        var result = await Run(path, new RunOptions { AllowErrors = true });
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("2", (
            (ResultOutput)Notebook.Load(result.Notebooks[0].ExecutedNotebook!).Cells[1].Outputs[0]).Data["text/plain"]);
    }

    [Fact]
    public async Task Run_Tags_SkipCellsAndExpectExceptions()
    {
        string path = Save("a.ipynb", "#tags raises-exception\nthrow new Exception(\"wanted\");", "#tags skip-execution\nnonsense", "   ", "7");
        var result = await Run(path);
        Assert.Equal(0, result.ExitCode);
        var cells = Notebook.Load(result.Notebooks[0].ExecutedNotebook!).Cells;
        Assert.Equal("wanted", Assert.IsType<ErrorOutput>(cells[0].Outputs.Single()).Message);
        Assert.Equal([1, null, null, 2], cells.Select(c => c.ExecutionCount));
    }

    [Fact]
    public async Task Run_Parameters_ReplaceTheDefaults()
    {
        string path = Save("a.ipynb", "#tags parameters\nint steps = 5; string name = \"a\";", "$\"{name} {steps}\"");
        var result =
            await Run(path, new RunOptions { Parameters = RunParameters.Parse(["steps=9", "name=\"b\"", "other=1"]) });
        var cells = Notebook.Load(result.Notebooks[0].ExecutedNotebook!).Cells;
        Assert.Equal("\"b\" 9", ((ResultOutput)cells[2].Outputs[0]).Data["text/plain"]);
        Assert.Contains(reports, r => r.Phase == RunPhase.Warns && r.Note.Contains("'other'"));
    }

    [Fact]
    public async Task Run_SeveralNotebooks_AreIndependentAndStopAtTheFirstError()
    {
        string[] paths = [Save("a.ipynb", "int x = 1;"), Save("b.ipynb", "x"), Save("c.ipynb", "1")];
        var result = await NotebookRunner.RunAsync(paths, new RunOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(2, result.Notebooks.Count);
        Assert.StartsWith("b.ipynb, cell 1, line 1: CompilationError: CS0103", result.FirstError!.ToString());
    }

    [Fact]
    public async Task Run_Cancelled_InterruptsTheCellAndWritesWhatThereIs()
    {
        string path = Save("a.ipynb", "Console.WriteLine(\"begun\");\nwhile (true) { }", "1");
        using var stop = new CancellationTokenSource();
        var options =
            new RunOptions { Progress = new Reports(r => { if (r.Phase == RunPhase.Begins) stop.CancelAfter(1500); }) };
        var result = await NotebookRunner.RunAsync(path, options, stop.Token);
        Assert.True(result.Cancelled);
        Assert.Equal(130, result.ExitCode);
        var cells = Notebook.Load(result.Notebooks.Single().ExecutedNotebook!).Cells;
        Assert.Equal("CellInterrupted", Assert.IsType<ErrorOutput>(cells[0].Outputs[^1]).Name);
        Assert.Empty(cells[1].Outputs);
    }

    [Fact]
    public async Task Run_Timeout_StopsTheCell()
    {
        string path = Save("a.ipynb", "await Task.Delay(-1);");
        var result = await Run(path, new RunOptions { Timeout = TimeSpan.FromSeconds(0.5) });
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("CellTimeout: The cell took longer than 0.5 s", result.FirstError!.ToString());
    }

    [Fact]
    public async Task Run_StreamsAndUpdates_AreStoredInTheirFinalState()
    {
        string path = Save("a.ipynb",
            "for (int i = 0; i < 3; i++) { Console.Write($\"\\rstep {i}\"); await Task.Delay(80); }\nConsole.WriteLine();\nvar shown = display(\"first\");",
            "shown.Update(\"last\");");
        var result = await Run(path);
        var outputs = Notebook.Load(result.Notebooks[0].ExecutedNotebook!).Cells[0].Outputs;
        Assert.Equal(new StreamOutput("stdout", "step 2\n"), outputs[0]);
        Assert.Equal("last", ((DisplayOutput)outputs[1]).Data["text/plain"]);
        Assert.Equal(2, outputs.Count);
    }

    [Fact]
    public async Task Run_CurrentDirectory_IsTheNotebooksAndIsPutBack()
    {
        folder.Write("sub/data.txt", "42");
        string before = Directory.GetCurrentDirectory();
        var result = await Run(Save("sub/a.ipynb", "File.ReadAllText(\"data.txt\")"));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(before, Directory.GetCurrentDirectory());
    }

    [Fact]
    public async Task Refresh_GoodNotebook_WritesNormalisedOutputsIntoIt()
    {
        string path = Save("a.ipynb", "Console.WriteLine(Directory.GetCurrentDirectory());", "#tags volatile\nEnvironment.TickCount64", "5");
        var notebook = Notebook.Load(path);
        notebook.Cells[2].ExecutionCount = 77;
        notebook.Save(path);
        Assert.False(NotebookCheck.OutputsMatchCode(path).Matches);
        Assert.Equal(0, (await Run(path, new RunOptions { Refresh = true })).ExitCode);
        var cells = Notebook.Load(path).Cells;
        Assert.Equal(new StreamOutput("stdout", ".\n"), cells[0].Outputs.Single());
        Assert.Empty(cells[1].Outputs);
        Assert.Equal([1, 2, 3], cells.Select(c => c.ExecutionCount ?? 0));
        Assert.True(NotebookCheck.OutputsMatchCode(path).Matches);
        string once = File.ReadAllText(path);
        await Run(path, new RunOptions { Refresh = true });
        Assert.Equal(once, File.ReadAllText(path));
        Assert.Contains(reports, r => r.Phase == RunPhase.Writes && r.Note.Contains("kB"));
    }

    [Fact]
    public async Task Refresh_FailingNotebook_LeavesItAlone()
    {
        string path = Save("a.ipynb", "1", "nonsense");
        string before = File.ReadAllText(path);
        var result = await Run(path, new RunOptions { Refresh = true });
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(before, File.ReadAllText(path));
        Assert.True(File.Exists(Path.Combine(folder.Path, "executed", "a.ipynb")));
    }

    [Fact]
    public async Task Run_BrokenOrForeignFile_IsAProblemNotAnException()
    {
        Assert.Contains("no such file", (await Run(Path.Combine(folder.Path, "missing.ipynb"))).Problem);
        Assert.Contains("not JSON", (await Run(folder.Write("x.ipynb", "{"))).Problem);
        string python = folder.Write("p.ipynb", """{"cells":[],"metadata":{"kernelspec":{"name":"python3","display_name":"Python","language":"python"}},"nbformat":4,"nbformat_minor":5}""");
        var result = await Run(python);
        Assert.Contains("its language is python", result.Problem);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task Run_OutDirectoryOfTheSource_IsRefused()
    {
        string path = Save("a.ipynb", "1");
        Assert.Contains(
            "would overwrite its source", (await Run(path, new RunOptions { OutDirectory = folder.Path })).Problem);
    }

    private Task<RunResult> Run(string path, RunOptions? options = null) => NotebookRunner.RunAsync(
        path, (options ?? new RunOptions()) with { Progress = new Reports(reports.Add) },
            TestContext.Current.CancellationToken);

    /// <summary>Saves a notebook; a first line "#tags a b" gives a cell these tags.</summary>
    private string Save(string name, params string[] cells)
    {
        var notebook = new Notebook();
        for (int i = 0; i < cells.Length; i++)
        {
            string[] lines = cells[i].Split('\n', 2);
            bool tagged = lines[0].StartsWith("#tags ", StringComparison.Ordinal);
            var cell = new NotebookCell(CellKind.Code, $"c{i}", tagged ? lines[1] : cells[i]);
            if (tagged)
                cell.Metadata["tags"] = new JsonArray([.. lines[0][6..].Split(' ').Select(t => JsonValue.Create(t))]);
            notebook.Cells.Add(cell);
        }
        string path = Path.Combine(folder.Path, name);
        notebook.Save(path);
        return path;
    }

    private sealed class Reports(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}

namespace Unpaired.Kernel.Tests;

public sealed class RunnerTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Run_Notebook_WritesTheExecutedOne()
    {
        string path = Save("a.ipynb", "int x = 20;", "Console.WriteLine(\"hello\");\nx + 1", "_ = x;", "display(HTML(\"<b>bold</b>\"));");
        var reports = new List<RunProgress>();
        var result = await Run(path, new RunOptions { Progress = new Reports(reports) });
        Assert.Equal(0, result.ExitCode);
        string executed = Path.Combine(folder.Path, "executed", "a.ipynb");
        Assert.Equal(executed, result.Notebooks.Single().ExecutedNotebook);
        var cells = Notebook.Load(executed).Cells;
        Assert.Equal([1, 2, 4], new[] { cells[0], cells[1], cells[3] }.Select(c => c.ExecutionCount));
        Assert.Equal(new StreamOutput("stdout", "hello\n"), cells[1].Outputs[0]);
        Assert.Equal("21", Assert.IsType<ResultOutput>(cells[1].Outputs[1]).Data["text/plain"]);
        Assert.Empty(cells[0].Outputs);
        Assert.Equal("<b>bold</b>", Assert.IsType<DisplayOutput>(cells[3].Outputs.Single()).Data["text/html"]);
        Assert.Equal(4, reports.Count(r => r.Phase == RunPhase.Ends && r.CellCount == 4));
        Assert.Empty(Notebook.Load(path).Cells[1].Outputs);
    }

    private static Task<RunResult> Run(string path, RunOptions? options = null) =>
        NotebookRunner.RunAsync(path, options, TestContext.Current.CancellationToken);

    private string Save(string name, params string[] cells)
    {
        var notebook = new Notebook();
        for (int i = 0; i < cells.Length; i++)
            notebook.Cells.Add(new NotebookCell(CellKind.Code, $"c{i}", cells[i]));
        string path = Path.Combine(folder.Path, name);
        notebook.Save(path);
        return path;
    }

    private sealed class Reports(List<RunProgress> reports) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => reports.Add(value);
    }
}

namespace Unpaired.Cli.Tests;

/// <summary>Every notebook from start to end, as environment/run does it: a failing cell or claim fails the test.</summary>
public sealed class NotebookRunTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Notebooks => [.. new[] { "notebooks", "notebooks/solutions" }
        .SelectMany(part => Directory.GetFiles(Path.Combine(ScratchFolder.RepositoryRoot, part), "*.ipynb"))
        .Select(path => Path.GetRelativePath(ScratchFolder.RepositoryRoot, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Notebook_FromStartToEnd_RunsAndItsPageNeedsNoNetwork(string notebook)
    {
        string path = Path.Combine(ScratchFolder.RepositoryRoot, notebook), before = File.ReadAllText(path);

        var (code, output, error) = CliProcess.Run(
            folder.Path, Environment.ProcessorCount, "run", path, "--out", folder.Path, "--html");

        Assert.True(code == 0, error + output);
        Assert.Equal(before, File.ReadAllText(path));
        string page = File.ReadAllText(folder.File(Path.GetFileNameWithoutExtension(notebook) + ".html"));
        Assert.DoesNotMatch("<(script|link|img)[^>]+(src|href)=\"?https?:", page);
        Assert.True(page.Contains("data:image/", StringComparison.Ordinal) || notebook.Contains("solutions", StringComparison.Ordinal));
    }
}

using System.Text.RegularExpressions;

namespace Unpaired.Tests.Notebooks;

/// <summary>Rules of form that every committed notebook keeps; what cells do is tested by running them.</summary>
public sealed partial class NotebookStructureTests
{
    public static TheoryData<string> All => [.. NotebookFile.Names()];

    public static TheoryData<string> Papers => [.. NotebookFile.Names().Where(name => PaperName().IsMatch(name))];

    [Theory, MemberData(nameof(All))]
    public void Notebook_Metadata_IsThatOfCSharp(string name)
    {
        var root = NotebookFile.Open(name).Root;
        Assert.Equal((4, 5), (root.GetProperty("nbformat").GetInt32(), root.GetProperty("nbformat_minor").GetInt32()));
        var metadata = root.GetProperty("metadata");
        Assert.Equal(".net-csharp", metadata.GetProperty("kernelspec").GetProperty("name").GetString());
        Assert.Equal("C#", metadata.GetProperty("kernelspec").GetProperty("language").GetString());
        Assert.Equal("C#", metadata.GetProperty("language_info").GetProperty("name").GetString());
        Assert.Equal("csharp", metadata.GetProperty("polyglot_notebook").GetProperty("kernelInfo")
            .GetProperty("defaultKernelName").GetString());
    }

    [Theory, MemberData(nameof(All))]
    public void Notebook_Size_IsAtMostOneMegabyte(string name) =>
        Assert.InRange(new FileInfo(NotebookFile.Open(name).Path).Length, 1, 1_000_000);

    [Theory, MemberData(nameof(All))]
    public void Cells_Ids_AreSlugsAndUnique(string name)
    {
        string[] ids = [.. NotebookFile.Open(name).Cells.Select(cell => cell.Id)];
        Assert.All(ids, id => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", id));
        Assert.Empty(ids.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Theory, MemberData(nameof(All))]
    public void Code_FirstCells_AreSetupAndParameters(string name)
    {
        var code = NotebookFile.Open(name).Code.Take(2).ToList();
        Assert.Matches("^#!import \"(\\.\\./)*setup\\.csx\"$", code[0].Source);
        Assert.Contains("setup", code[0].Tags);
        Assert.Contains("parameters", code[1].Tags);
    }

    /// <summary>Those that every host runs: all but the one that shows the languages of some hosts.</summary>
    public static TheoryData<string> Portable => [.. NotebookFile.Names().Where(name => !name.StartsWith("09-", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Portable))]
    public void Code_AfterTheFirst_IsPlainCSharp(string name) =>
        Assert.All(NotebookFile.Open(name).Code.Skip(1), cell => Assert.All(cell.Lines, line =>
        {
            Assert.DoesNotMatch("^\\s*#(!|r |i |load)", line);
            Assert.DoesNotMatch("\\bdisplay\\(|Microsoft\\.DotNet\\.Interactive|GetInputAsync|^\\s*Write(Line)?\\(", line);
        }));

    [Theory, MemberData(nameof(All))]
    public void Code_EachCell_OpensWithItsJob(string name) =>
        Assert.All(NotebookFile.Open(name).Code.Where(cell => !cell.Tags.Contains("setup") && !cell.Tags.Contains("parameters")),
            cell => Assert.Matches("^(//|<!--) \\S", cell.Lines.First(line => !line.StartsWith('#'))));

    [Theory, MemberData(nameof(All))]
    public void Code_EachCell_IsShortAndNarrow(string name) =>
        Assert.All(NotebookFile.Open(name).Code, cell =>
        {
            Assert.True(cell.Lines.Count <= 25, $"Cell '{cell.Id}' has {cell.Lines.Count} lines; 25 at most.");
            string widest = cell.Lines.MaxBy(line => line.Length)!;
            Assert.True(widest.Length <= 90, $"Cell '{cell.Id}' has a line of {widest.Length} characters; 90 at most: {widest}");
        });

    [Theory, MemberData(nameof(All))]
    public void Code_EachFigure_HasATextAlternative(string name) =>
        Assert.All(NotebookFile.Open(name).Code, cell =>
        {
            int figures = FigureCall().Count(cell.Source), alternatives = TextAlternative().Count(cell.Source);
            Assert.True(alternatives >= figures,
                $"Cell '{cell.Id}' makes {figures} figures and names {alternatives} text alternatives (alt: ...).");
        });

    [Theory, MemberData(nameof(All))]
    public void Headings_OneTitleAndNoGaps(string name)
    {
        var headings = NotebookFile.Open(name).Headings().ToList();
        Assert.Equal(1, headings[0].Level);
        Assert.Single(headings, heading => heading.Level == 1);
        foreach (var (before, after) in headings.Zip(headings.Skip(1)))
            Assert.True(after.Level <= before.Level + 1, $"'{after.Text}' skips a level after '{before.Text}'.");
    }

    [Theory, MemberData(nameof(All))]
    public void Cells_SourcesAndOutputs_NameNoAbsolutePath(string name) =>
        Assert.All(NotebookFile.Open(name).Cells, cell =>
        {
            Assert.DoesNotMatch(AbsolutePath(), cell.Source);
            Assert.DoesNotMatch(AbsolutePath(), cell.OutputText);
        });

    [Theory, MemberData(nameof(All))]
    public void Text_RelativeLinks_LeadToFiles(string name)
    {
        var notebook = NotebookFile.Open(name);
        string folder = Path.GetDirectoryName(notebook.Path)!;
        var targets = notebook.Text.SelectMany(cell => Link().Matches(cell.Source)).Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://") && !target.StartsWith('#'));
        Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(folder, target.Split('#')[0])), $"Dead link: {target}"));
    }

    [Theory, MemberData(nameof(All))]
    public void Text_Pictures_HaveATextAlternative(string name) =>
        Assert.All(NotebookFile.Open(name).Text, cell => Assert.DoesNotMatch("!\\[\\s*\\]\\(|<img(?![^>]*\\balt=)", cell.Source));

    [Theory, MemberData(nameof(Papers))]
    public void Paper_Extent_IsThatOfASeminar(string name)
    {
        var notebook = NotebookFile.Open(name);
        Assert.InRange(notebook.Cells.Count, 40, 56);
        Assert.InRange(notebook.Text.Sum(cell => Word().Count(cell.Source)), 2500, 3500);
        Assert.InRange(notebook.Code.Sum(cell => cell.Lines.Count), 1, 260);
        Assert.InRange(notebook.Code.Count(cell => cell.Source.Contains("Check.Guess(")), 3, 5);
    }

    [Theory, MemberData(nameof(Papers))]
    public void Paper_EachExercise_IsSolvedInTheSolutions(string name)
    {
        var asked = Exercises(NotebookFile.Open(name));
        Assert.InRange(asked.Count, 6, 8);
        var solutions = NotebookFile.Open($"solutions/{Path.GetFileNameWithoutExtension(name)}-solutions.ipynb");
        Assert.Equal(asked, Exercises(solutions));
        Assert.Contains(solutions.Code, cell => cell.Source.Contains("Check.Strict = true;"));
    }

    private static SortedSet<string> Exercises(NotebookFile notebook) =>
        [.. notebook.Code.SelectMany(cell => ExerciseId().Matches(cell.Source)).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^0[1-8]-[^/]*\\.ipynb$")]
    private static partial Regex PaperName();

    [GeneratedRegex("new (PictureGrid|Chart|FlipBook|FrameSlider|BlockDiagram|PictureFigure)\\(|Show\\.Image\\(")]
    private static partial Regex FigureCall();

    [GeneratedRegex("\\balt:")]
    private static partial Regex TextAlternative();

    // Two parts at least, after a blank, a quote or a bracket; or a drive letter.
    [GeneratedRegex("(?<=^|[\\s\"'(])(/[a-z]+/\\w|[A-Z]:[\\\\/]\\w)", RegexOptions.Multiline)]
    private static partial Regex AbsolutePath();

    [GeneratedRegex("\\]\\(([^)\\s]+)\\)")]
    private static partial Regex Link();

    [GeneratedRegex("\\S+")]
    private static partial Regex Word();

    [GeneratedRegex("Check\\.(?:Number|Shape|Function)\\(\"([^\"]+)\"")]
    private static partial Regex ExerciseId();
}

using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public sealed class SpeciesExportTests : ExportFolderTests
{
    [Fact]
    public void Write_Funit_HasListsAndClassFolders()
    {
        var manifest = Write(SpeciesLayout.Funit);
        var train = File.ReadAllLines(Path.Combine(Target, SpeciesExport.TrainList));
        var test = File.ReadAllLines(Path.Combine(Target, SpeciesExport.TestList));
        Assert.Equal(2 * SpeciesWorld.Seen.Length, train.Length);
        Assert.Equal(SpeciesWorld.Unseen.Length, test.Length);
        Assert.All(train.Concat(test), line => Assert.True(File.Exists(Path.Combine(Target, "images", line)), line));
        // FUNIT numbers classes by the sorted names before the first slash of each list.
        Assert.Equal(SpeciesWorld.Seen.Select(s => s.Name).Order(),
            train.Select(l => l.Split('/')[0]).Distinct().Order());
        Assert.Equal(SpeciesWorld.Unseen.Select(s => s.Name).Order(),
            test.Select(l => l.Split('/')[0]).Distinct().Order());
        Assert.Equal(train.Length + test.Length,
            Directory.GetFiles(Path.Combine(Target, "images"), "*.png", SearchOption.AllDirectories).Length);
        Assert.Equal(manifest.Species, SpeciesManifest.Load(Target).Species);
    }

    [Fact]
    public void Write_Tunit_HasTheSameTenClassesInBothFolders()
    {
        Write(SpeciesLayout.Tunit);
        string[] expected = [.. SpeciesWorld.Ten.Select(s => s.Name).Order()];
        Assert.Equal(expected, Folders("train"));
        Assert.Equal(expected, Folders("test"));
        Assert.False(File.Exists(Path.Combine(Target, SpeciesExport.TrainList)));
        Assert.All(expected, name => Assert.Equal((2, 1), (Count($"train/{name}"), Count($"test/{name}"))));
        var manifest = SpeciesManifest.Load(Target);
        Assert.Empty(manifest.Train.Select(e => e.Content).Intersect(manifest.Test.Select(e => e.Content)));
    }

    [Fact]
    public void Manifest_Factors_RenderTheWrittenPictures()
    {
        Write(SpeciesLayout.Tunit);
        var manifest = SpeciesManifest.Load(Target);
        var world = new SpeciesWorld(manifest.Size);
        var species = manifest.Species.ToDictionary(s => s.Name);
        var entries = manifest.Train.Take(6).Concat(manifest.Test.Take(3))
            .Concat(manifest.Questions.SelectMany(q =>
            (SpeciesManifestEntry[])[q.Input, q.Truth, .. q.Examples])).ToList();
        Assert.Equal(9 + 2 * 5, entries.Count);
        foreach (var entry in entries)
        {
            var drawn = world.Render(entry.Content, species[entry.Species]);
            Assert.True(drawn.Rgb.SequenceEqual(PictureFile.Load(Path.Combine(Target, entry.File)).Rgb), entry.File);
            Assert.Equal(Enum.GetValues<SpeciesPoint>(), entry.Points.Select(p => p.Point));
        }
        Assert.All(manifest.Questions, q => Assert.Equal(q.Input.Content, q.Truth.Content));
        Assert.All(manifest.Questions, q => Assert.All(q.Examples, e => Assert.Equal(q.Truth.Species, e.Species)));
    }

    [Fact]
    public void Write_AnotherLayoutOver_LeavesNoClassFolderBehind()
    {
        Write(SpeciesLayout.Funit);
        var mine = Path.Combine(Target, "images", "tiger", "holiday.png");
        File.WriteAllText(mine, "not ours");
        Write(SpeciesLayout.Tunit, overwrite: true);
        Assert.Equal([mine], Directory.GetFiles(Path.Combine(Target, "images"), "*", SearchOption.AllDirectories));
        Assert.Equal(["tiger"], Folders("images"));
        Assert.False(File.Exists(Path.Combine(Target, SpeciesExport.TestList)));
    }

    [Fact]
    public void Write_Interrupted_LeavesWholePicturesWithoutListsAndFactors()
    {
        using var interrupt = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => SpeciesExport.Write(Options(SpeciesLayout.Funit), count =>
        {
            if (count == 10)
                interrupt.Cancel();
        }, interrupt.Token));
        var files = Directory.GetFiles(Target, "*", SearchOption.AllDirectories);
        Assert.InRange(files.Length, 10, 150);
        Assert.All(files, file => Assert.Equal(32, PictureFile.Load(file).Width));
        Assert.Throws<FileNotFoundException>(() => SpeciesManifest.Load(Target));
    }

    [Theory]
    [InlineData("--out: expected the folder to write to; got none")]
    [InlineData("--layout: expected funit or tunit; got 'munit'", "--out", "x", "--layout", "munit")]
    [InlineData("--size: expected 32 to 512 pixels; got 8", "--out", "x", "--size", "8")]
    [InlineData("--shots: expected 1 to 100 examples; got 0", "--out", "x", "--shots=0")]
    [InlineData("--questions: expected 0 to 1000000; got -1", "--out", "x", "--questions", "-1")]
    [InlineData("Unknown option '--faces'", "--out", "x", "--faces", "3")]
    public void Run_BadArguments_ReturnsTwoAndSaysWhy(string expected, params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, errors);
    }

    [Fact]
    public void Run_SmallSet_WritesAndSaysWhere()
    {
        var (code, output, errors) = Run("--out", Target, "--layout", "tunit", "--train", "1", "--test", "1", "--size",
            "32",
            "--questions", "0", "--format", "jpg");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("20 pictures of 32 x 32 pixels", output);
        Assert.True(File.Exists(Path.Combine(Target, "train", "tiger", "000000.jpg")));
        Assert.Equal(2, Run("--out", Target).Code);
    }

    [Fact]
    public void Run_Help_NamesEveryOption()
    {
        var (code, output, _) = Run("--help");
        Assert.Equal(0, code);
        foreach (var option in (string[])["--out", "--layout", "--train", "--test", "--questions", "--shots", "--size",
            "--seed",
            "--format", "--overwrite"])
            Assert.Contains(option, output);
    }

    private SpeciesManifest Write(SpeciesLayout layout, bool overwrite = false) =>
        SpeciesExport.Write(Options(layout) with { Overwrite = overwrite });

    private SpeciesExportOptions Options(SpeciesLayout layout) => new()
    {
        Folder = Target,
        Layout = layout,
        Train = 2,
        Test = 1,
        Size = 32,
        Questions = 2,
        Shots = 3,
        Seed = 3,
    };

    private string[] Folders(string name) =>
        [.. Directory.GetDirectories(Path.Combine(Target, name)).Select(path => Path.GetFileName(path)).Order()];

    private int Count(string name) => Directory.GetFiles(Path.Combine(Target, name)).Length;

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (SpeciesExportCommand.Run(arguments, output, errors), output.ToString(), errors.ToString());
    }
}

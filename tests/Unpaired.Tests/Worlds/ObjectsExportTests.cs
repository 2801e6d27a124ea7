using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public sealed class ObjectsExportTests : ExportFolderTests
{
    [Fact]
    public void Write_SmallSet_HasMunitsLayoutAndEveryFactor()
    {
        Write(train: 4, test: 3);
        var manifest = ObjectsManifest.Load(Target);
        Assert.Equal(ObjectsExport.Folders, manifest.Pictures.Keys);
        foreach (var (name, entries) in manifest.Pictures)
        {
            Assert.Equal(name.StartsWith("train") ? 4 : 3, entries.Count);
            Assert.Equal(entries.Select(e => e.File).Order(),
                Directory.GetFiles(Path.Combine(Target, name)).Select(f => $"{name}/{Path.GetFileName(f)}").Order());
            Assert.Equal(!name.EndsWith('A'), entries.All(e => e.Style is not null));
        }
    }

    [Fact]
    public void Manifest_Factors_RenderTheWrittenPictures()
    {
        Write(train: 3, test: 3);
        var manifest = ObjectsManifest.Load(Target);
        var world = new ObjectsWorld(manifest.Size);
        foreach (var entry in manifest.Pictures.Values.SelectMany(e => e))
        {
            var drawn = entry.Style is null
                ? world.RenderOutline(entry.Content)
                : world.Render(entry.Content, entry.Style);
            Assert.True(drawn.Rgb.SequenceEqual(PictureFile.Load(Path.Combine(Target, entry.File)).Rgb), entry.File);
        }
        foreach (var i in Enumerable.Range(0, 3))
        {
            Assert.Equal(manifest.Pictures["testA"][i].Content, manifest.Pictures["testTruth"][i].Content);
            Assert.Equal(manifest.Pictures["testB"][i].Style, manifest.Pictures["testTruth"][i].Style);
            Assert.NotEqual(manifest.Pictures["testB"][i].Content, manifest.Pictures["testTruth"][i].Content);
            Assert.NotEqual(manifest.Pictures["trainA"][i].Content, manifest.Pictures["trainB"][i].Content);
        }
    }

    [Fact]
    public void Write_NonEmptyFolder_RefusesAndChangesNothing()
    {
        Directory.CreateDirectory(Target);
        var mine = Path.Combine(Target, "thesis.txt");
        File.WriteAllText(mine, "years of work");
        var (code, _, errors) = Run("--out", Target, "--train", "1", "--test", "1");
        Assert.Equal(2, code);
        Assert.Contains("expected an empty or new folder", errors);
        Assert.Contains("--overwrite", errors);
        Assert.Equal([mine], Directory.GetFileSystemEntries(Target));
    }

    [Fact]
    public void Write_Overwrite_ReplacesOwnPicturesAndKeepsOthers()
    {
        Write(train: 5, test: 2);
        var mine = Path.Combine(Target, "trainA", "holiday.png");
        File.WriteAllText(mine, "not ours");
        var (code, output, _) = Run("--out", Target, "--train", "2", "--test", "1", "--overwrite", "--format=jpg");
        Assert.Equal(0, code);
        Assert.Contains("7 pictures of 64 x 64 pixels", output);
        Assert.Equal(["000000.jpg", "000001.jpg", "holiday.png"],
            Directory.GetFiles(Path.Combine(Target, "trainA")).Select(Path.GetFileName).Order());
        Assert.Equal(64, PictureFile.Load(Path.Combine(Target, "testTruth", "000000.jpg")).Width);
    }

    [Fact]
    public void Write_Interrupted_LeavesWholePicturesAndNoFactors()
    {
        using var interrupt = new CancellationTokenSource();
        var options = new ObjectsExportOptions { Folder = Target, Train = 200, Test = 1, Size = 32 };
        Assert.ThrowsAny<OperationCanceledException>(() => ObjectsExport.Write(options, count =>
        {
            if (count == 20)
                interrupt.Cancel();
        }, interrupt.Token));
        Assert.False(File.Exists(Path.Combine(Target, ObjectsManifest.FileName)));
        var files = Directory.GetFiles(Target, "*", SearchOption.AllDirectories);
        Assert.InRange(files.Length, 20, 399);
        Assert.All(files, file => Assert.Equal(32, PictureFile.Load(file).Width));
        Assert.Contains("no such file",
            Assert.Throws<FileNotFoundException>(() => ObjectsManifest.Load(Target)).Message);
    }

    [Fact]
    public void Run_Interrupted_SaysWhatIsThereAndReturns130()
    {
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();
        var errors = new StringWriter();
        var code = ObjectsExportCommand.Run(["--out", Target], new StringWriter(), errors, interrupt.Token);
        Assert.Equal(130, code);
        Assert.Contains("Interrupted after 0 of 3600 pictures", errors.ToString());
        Assert.Contains("--overwrite", errors.ToString());
    }

    [Theory]
    [InlineData("--out: expected the folder to write to; got none")]
    [InlineData("--train: expected at least 1 picture; got 0", "--out", "x", "--train", "0")]
    [InlineData("--test: expected at least 1 picture; got -3", "--out", "x", "--test=-3")]
    [InlineData("--train: expected a whole number; got 'many'", "--out", "x", "--train", "many")]
    [InlineData("--train: expected a whole number; got '99999999999'", "--out", "x", "--train", "99999999999")]
    [InlineData("--size: expected 32 to 256 pixels; got 300", "--out", "x", "--size", "300")]
    [InlineData("--format: expected png or jpg; got 'gif'", "--out", "x", "--format", "gif")]
    [InlineData("--seed: expected a value; got none", "--out", "x", "--seed")]
    [InlineData("--out: expected a value; got none", "--out", "--train", "3")]
    [InlineData("--out: expected once; got it twice", "--out", "x", "--out", "y")]
    [InlineData("Unknown option '--colour'", "--out", "x", "--colour", "red")]
    [InlineData("--overwrite: expected no value; got 'yes'", "--out", "x", "--overwrite=yes")]
    public void Run_BadArguments_ReturnsTwoAndSaysWhy(string expected, params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        Assert.Equal(2, code);
        Assert.Contains(expected, errors);
        Assert.Equal("", output);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Run_OutIsAFile_ReturnsOneAndNamesIt()
    {
        Directory.CreateDirectory(Target);
        var file = Path.Combine(Target, "taken");
        File.WriteAllText(file, "");
        var (code, _, errors) = Run("--out", file);
        Assert.Equal(1, code);
        Assert.Contains($"'{file}' is a file", errors);
    }

    [Fact]
    public void Run_PictureCannotBeWritten_ReturnsOneAndLeavesNoFactors()
    {
        Directory.CreateDirectory(Path.Combine(Target, "trainB", "000001.png", "in the way"));
        var (code, _, errors) = Run("--out", Target, "--train", "3", "--test", "1", "--overwrite");
        Assert.Equal(1, code);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.False(File.Exists(Path.Combine(Target, ObjectsManifest.FileName)));
        Assert.Empty(Directory.GetFiles(Target, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void Run_Help_NamesEveryOption()
    {
        var (code, output, _) = Run("--help");
        Assert.Equal(0, code);
        foreach (var option in (string[])["--out", "--train", "--test", "--size", "--seed", "--format", "--overwrite"])
            Assert.Contains(option, output);
    }

    [Fact]
    public void Manifest_BrokenFile_ThrowsNamingIt()
    {
        Directory.CreateDirectory(Target);
        var path = Path.Combine(Target, ObjectsManifest.FileName);
        File.WriteAllText(path, "{ \"world\": \"objects\", ");
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => ObjectsManifest.Load(Target)).Message);
    }

    private void Write(int train, int test) => ObjectsExport.Write(
        new ObjectsExportOptions { Folder = Target, Train = train, Test = test, Size = 32, Seed = 3 });

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (ObjectsExportCommand.Run(arguments, output, errors), output.ToString(), errors.ToString());
    }
}

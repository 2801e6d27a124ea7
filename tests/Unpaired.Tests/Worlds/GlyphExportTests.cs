using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public sealed class GlyphExportTests : ExportFolderTests
{
    private string Fonts => Path.Combine(Target, "fonts");

    private string Out => Path.Combine(Target, "out");

    [Fact]
    public void Run_TwoFamilies_WritesFunitsLayout()
    {
        GlyphFontFiles.WriteOneFamily(Fonts);
        GlyphFontFiles.WriteOneFamily(Fonts, "Somebody");
        var (code, output, errors) = Run("--out", Out, "--fonts", Fonts, "--characters", "ABCab", "--size", "32",
            "--shots", "2",
            "--questions", "3");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("32 pictures of 32 x 32 pixels", output); // 4 faces x 5 characters, 3 x (2 + 2)
        var manifest = GlyphManifest.Load(Out);
        var (train, test) = (File.ReadAllLines(Path.Combine(Out, GlyphExport.TrainList)),
            File.ReadAllLines(Path.Combine(Out, GlyphExport.TestList)));
        Assert.Equal((10, 10), (train.Length, test.Length));
        Assert.Equal(manifest.Seen.Select(f => f.Name).Order(), train.Select(l => l.Split('/')[0]).Distinct().Order());
        Assert.Contains(train, line => line.EndsWith("/000065.png")); // A
        var world = new GlyphWorld(32, "ABCab");
        var faces = manifest.Seen.Concat(manifest.Unseen).ToDictionary(f => f.Name);
        foreach (var entry in manifest.Train.Concat(manifest.Test)
            .Concat(manifest.Questions.SelectMany(q => (GlyphManifestEntry[])[q.Input, q.Truth, .. q.Examples])))
            Assert.True(world.Render(entry.Character, faces[entry.Face]).Rgb.SequenceEqual(
                PictureFile.Load(Path.Combine(Out, entry.File)).Rgb), entry.File);
        Assert.All(manifest.Questions, q => Assert.Equal(q.Input.Character, q.Truth.Character));
    }

    [Fact]
    public void Run_NoFonts_ReturnsThreeAndSaysWhatToInstall()
    {
        Directory.CreateDirectory(Fonts);
        var (code, _, errors) = Run("--out", Out, "--fonts", Fonts);
        Assert.Equal(3, code);
        Assert.Contains("found none", errors);
        Assert.Contains("fonts-dejavu", errors);
        Assert.Contains("fonts-liberation2", errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(Out));
        GlyphFontFiles.WriteOneFamily(Fonts);
        Assert.Equal(3, Run("--out", Out, "--fonts", Fonts).Code);
    }

    [Fact]
    public void Write_FewerFacesOver_LeavesNoClassFolderBehind()
    {
        foreach (var family in (string[])["Unpaired", "Somebody", "Everyone"])
            GlyphFontFiles.WriteOneFamily(Fonts, family);
        string[] arguments = ["--out", Out, "--fonts", Fonts, "--characters", "AB", "--size", "16", "--shots", "1",
            "--questions", "1"];
        Assert.Equal(0, Run(arguments).Code);
        foreach (var file in Directory.GetFiles(Fonts, "Everyone*"))
            File.Delete(file);
        Assert.Equal(2, Run(arguments).Code);
        Assert.Equal(0, Run([.. arguments, "--overwrite"]).Code);
        Assert.Equal(4, Directory.GetDirectories(Path.Combine(Out, "images")).Length);
    }

    [Theory]
    [InlineData("--out: expected the folder to write to; got none")]
    [InlineData("--train and --test: expected neither", "--out", "x", "--train", "5")]
    [InlineData("--unseen: expected 1 to 99 percent; got 100", "--out", "x", "--unseen", "100")]
    [InlineData("--size: expected 16 to 512 pixels; got 8", "--out", "x", "--size", "8")]
    [InlineData("--shots: expected at least 1 example", "--out", "x", "--characters", "ABC", "--shots", "3")]
    [InlineData("got 'A' twice", "--out", "x", "--characters", "ABA")]
    [InlineData("Unknown option '--species'", "--out", "x", "--species", "3")]
    public void Run_BadArguments_ReturnsTwoAndSaysWhy(string expected, params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, errors);
    }

    [Fact]
    public void Run_NoSuchFolderOfFonts_ReturnsOneAndNamesIt()
    {
        var (code, _, errors) = Run("--out", Out, "--fonts", Fonts);
        Assert.Equal(1, code);
        Assert.Contains(Fonts, errors);
    }

    [Fact]
    public void Run_Help_NamesEveryOption()
    {
        var (code, output, _) = Run("--help");
        Assert.Equal(0, code);
        foreach (var option in (string[])["--out", "--fonts", "--characters", "--unseen", "--questions", "--shots",
            "--size", "--seed",
            "--format", "--overwrite"])
            Assert.Contains(option, output);
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (GlyphExportCommand.Run(arguments, output, errors), output.ToString(), errors.ToString());
    }
}

using System.Globalization;
using System.Text.Json;
using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public sealed class StreetsExportTests : ExportFolderTests
{
    [Fact]
    public void Manifest_Factors_RenderTheWrittenPictures()
    {
        Write(96, 64);
        var manifest = StreetsManifest.Load(Target);
        var world = new StreetsWorld(manifest.Width, manifest.Height);
        Assert.Equal(["trainA", "trainB", "testA", "testB", "testTruth"], manifest.Pictures.Keys);
        foreach (var (name, entries) in manifest.Pictures)
        {
            Assert.Equal(name.StartsWith("train") ? 3 : 2, entries.Count);
            Assert.Equal(entries.Count, Directory.GetFiles(Path.Combine(Target, name)).Length);
            foreach (var entry in entries)
            {
                Assert.Equal(name.EndsWith('A') ? StreetDomain.Rain : StreetDomain.Night, entry.Style.Domain);
                var file = PictureFile.Load(Path.Combine(Target, entry.File));
                Assert.True(world.Render(entry.Content, entry.Style).Rgb.SequenceEqual(file.Rgb), entry.File);
            }
        }
        foreach (var i in Enumerable.Range(0, 2))
        {
            Assert.Equal(manifest.Pictures["testA"][i].Content, manifest.Pictures["testTruth"][i].Content);
            Assert.Equal(manifest.Pictures["testB"][i].Style, manifest.Pictures["testTruth"][i].Style);
            Assert.NotEqual(manifest.Pictures["testB"][i].Content, manifest.Pictures["testTruth"][i].Content);
            Assert.NotEqual(manifest.Pictures["trainA"][i].Content, manifest.Pictures["trainB"][i].Content);
        }
    }

    [Fact]
    public void Coco_EveryFolder_IsValidAndHasTheWorldsBoxes()
    {
        var manifest = Write(96, 64);
        var world = new StreetsWorld(96, 64);
        foreach (var (name, entries) in manifest.Pictures)
        {
            using var coco = JsonDocument.Parse(File.ReadAllText(Annotations($"{name}.json")));
            var categories = coco.RootElement.GetProperty("categories").EnumerateArray()
                .ToDictionary(c => c.GetProperty("id").GetInt32(), c => c.GetProperty("name").GetString());
            Assert.Equal(
                new Dictionary<int, string?> { [1] = "person", [3] = "car", [10] = "traffic light" }, categories);
            var images = coco.RootElement.GetProperty("images").EnumerateArray().ToDictionary(
                i => i.GetProperty("id").GetInt32(), i => i.GetProperty("file_name").GetString()!);
            Assert.Equal(entries.Select(e => Path.GetFileName(e.File)), images.Values);
            var annotations = coco.RootElement.GetProperty("annotations").EnumerateArray().ToList();
            Assert.Equal(annotations.Count, annotations.Select(a => a.GetProperty("id").GetInt32()).Distinct().Count());
            foreach (var (entry, id) in entries.Zip(images.Keys))
            {
                var expected = Shown(world.Boxes(entry.Content));
                var written = annotations.Where(a => a.GetProperty("image_id").GetInt32() == id).ToList();
                Assert.Equal(expected.Count, written.Count);
                foreach (var (box, annotation) in expected.Zip(written))
                {
                    Assert.Equal((double[])[box.Left, box.Top, box.Width, box.Height],
                        annotation.GetProperty("bbox").EnumerateArray().Select(v => v.GetDouble()));
                    Assert.Equal((int)box.Class, annotation.GetProperty("category_id").GetInt32());
                    Assert.Equal(box.Area, annotation.GetProperty("area").GetDouble());
                    Assert.Equal(0, annotation.GetProperty("iscrowd").GetInt32());
                }
            }
        }
    }

    [Fact]
    public void Init_EveryFolder_ReadsBackAsTheWorldsBoxes()
    {
        var manifest = Write(96, 64);
        var world = new StreetsWorld(96, 64);
        foreach (var (name, entries) in manifest.Pictures)
        {
            var lines = new Queue<string>(File.ReadAllText(Annotations($"{name}.txt")).TrimEnd('\n').Split('\n'));
            for (var i = 0; i < entries.Count; i++)
            {
                Assert.Equal($"{i}", lines.Dequeue());
                Assert.Equal(entries[i].File, lines.Dequeue());
                Assert.Equal("96 64", lines.Dequeue());
                Assert.Equal("0", lines.Dequeue());
                var expected = Shown(world.Boxes(entries[i].Content));
                Assert.Equal($"{expected.Count}", lines.Dequeue());
                foreach (var box in expected)
                {
                    var numbers = lines.Dequeue().Split(' ');
                    Assert.Equal($"{(int)box.Class}", numbers[0]);
                    double[] corners = [box.Left, box.Top, box.Right, box.Bottom];
                    foreach (var (corner, text) in corners.Zip(numbers.Skip(1)))
                        Assert.Equal(corner, double.Parse(text, CultureInfo.InvariantCulture), 3);
                }
                for (var blank = 0; blank < 2 && lines.Count > 0; blank++)
                    Assert.Equal("", lines.Dequeue());
            }
            Assert.Empty(lines);
        }
    }

    [Fact]
    public void Run_Overwrite_ReplacesPicturesAndAnnotations()
    {
        Write(64, 64);
        var mine = Annotations("mine.txt");
        File.WriteAllText(mine, "not ours");
        var (code, _, errors) = Run("--out", Target, "--train", "1", "--test", "1");
        Assert.Equal(2, code);
        Assert.Contains("expected an empty or new folder", errors);
        (code, var output, _) = Run("--out", Target, "--train", "1", "--test", "1", "--overwrite", "--a", "Day",
            "--b=rain", "--size=128x64", "--min-visible=0", "--format", "jpeg");
        Assert.Equal(0, code);
        Assert.Contains("5 pictures of 128 x 64 pixels and factors.json", output);
        Assert.Equal("not ours", File.ReadAllText(mine));
        Assert.Equal(128, PictureFile.Load(Path.Combine(Target, "testTruth", "000000.jpg")).Width);
        Assert.Equal(StreetDomain.Rain, StreetsManifest.Load(Target).DomainB);
    }

    [Fact]
    public void Write_Interrupted_LeavesNeitherFactorsNorAnnotations()
    {
        Write(64, 64);
        using var interrupt = new CancellationTokenSource();
        var options = new StreetsExportOptions { Folder = Target, Train = 90, Test = 1, Overwrite = true };
        Assert.ThrowsAny<OperationCanceledException>(() => StreetsExport.Write(options, count =>
        {
            if (count == 8)
                interrupt.Cancel();
        }, interrupt.Token));
        Assert.Empty(Directory.GetFiles(Target));
        Assert.Empty(Directory.GetFiles(Path.Combine(Target, "annotations")));
        Assert.All(Directory.GetFiles(Target, "*", SearchOption.AllDirectories),
            file => Assert.Equal(64, PictureFile.Load(file).Width));
        Assert.Contains("streets world; no such file",
            Assert.Throws<FileNotFoundException>(() => StreetsManifest.Load(Target)).Message);
    }

    [Theory]
    [InlineData("--a: expected day, night or rain; got 'snow'", "--out", "x", "--a", "snow")]
    [InlineData("--b: expected another domain than --a; got Day for both", "--out", "x", "--b", "day")]
    [InlineData("--size: expected 64 to 512 pixels for each side; got 64x600", "--out", "x", "--size", "64x600")]
    [InlineData("--size: expected a number or WIDTHxHEIGHT; got '64x64x3'", "--out", "x", "--size", "64x64x3")]
    [InlineData("--size: expected a number or WIDTHxHEIGHT; got 'big'", "--out", "x", "--size", "big")]
    [InlineData("--min-visible: expected 0 to 100 percent; got 120", "--out", "x", "--min-visible", "120")]
    [InlineData("--out: expected the folder to write to; got none", "--a", "day")]
    [InlineData("Unknown option '--colour'", "--out", "x", "--colour", "red")]
    public void Run_BadArguments_ReturnsTwoAndSaysWhy(string expected, params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        Assert.Equal(2, code);
        Assert.Contains(expected, errors);
        Assert.Equal("", output);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Run_Help_NamesEveryOption()
    {
        var (code, output, _) = Run("--help");
        Assert.Equal(0, code);
        foreach (var option in (string[])["--out", "--a", "--b", "--train", "--test", "--size", "--min-visible",
            "--seed", "--format", "--overwrite"])
            Assert.Contains(option, output);
    }

    [Fact]
    public void Manifest_UnknownClass_ThrowsNamingTheFile()
    {
        Write(64, 64);
        var path = Path.Combine(Target, StreetsManifest.FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"class\":\"car\"", "\"class\":\"tram\""));
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => StreetsManifest.Load(Target)).Message);
    }

    private string Annotations(string name) => Path.Combine(Target, "annotations", name);

    /// <summary>The boxes that the annotations are to hold.</summary>
    private static List<StreetBox> Shown(IEnumerable<StreetBox> boxes) =>
        [.. boxes.Where(b => b is { Visibility: >= 0.25, Width: >= 2, Height: >= 2 })];

    private StreetsManifest Write(int width, int height) => StreetsExport.Write(new StreetsExportOptions
    {
        Folder = Target,
        Train = 3,
        Test = 2,
        Width = width,
        Height = height,
        Seed = 3,
        DomainA = StreetDomain.Rain,
        DomainB = StreetDomain.Night,
    });

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (StreetsExportCommand.Run(arguments, output, errors), output.ToString(), errors.ToString());
    }
}

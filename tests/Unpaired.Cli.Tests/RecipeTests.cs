using Unpaired.CocoFunit;
using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Dunit;
using Unpaired.Funit;
using Unpaired.Tunit;
using Unpaired.Worlds;

namespace Unpaired.Cli.Tests;

/// <summary>Each paper from a configuration file to a run folder, and from there to a translation.</summary>
public sealed class RecipeTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string> FewShotPapers => new()
    {
        { "funit", Funit.ToYaml() }, { "coco-funit", CocoFunit.ToYaml() }, { "tunit", Tunit.ToYaml() },
    };

    private static FunitConfig Funit => FunitConfig.Seminar64 with
    {
        BatchSize = 1,
        NewSize = 32,
        CropHeight = 32,
        CropWidth = 32,
        Generator = FunitConfig.Seminar64.Generator with { Width = 2, MlpWidth = 4, LatentSize = 4 },
        Discriminator = FunitConfig.Seminar64.Discriminator with { Width = 2, ResidualBlocks = 4 },
    };

    private static CocoFunitConfig CocoFunit => CocoFunitConfig.Seminar64 with
    {
        Generator = CocoFunitConfig.Seminar64.Generator with { Width = 2, MlpWidth = 4, StyleSize = 4 },
        Discriminator = CocoFunitConfig.Seminar64.Discriminator with { Width = 2, MaximumWidth = 8, Layers = 2 },
        Pictures = CocoFunitConfig.Seminar64.Pictures with
        {
            BatchSize = 1,
            ShorterSide = 32,
            CropHeight = 32,
            CropWidth = 32,
        },
    };

    private static TunitConfig Tunit => TunitConfig.Seminar64 with
    {
        BatchSize = 4,
        ImageSize = 32,
        StyleSize = 4,
        GuidingWidths = "4,M,8,M",
        GeneratorWidth = 2,
        MlpWidth = 4,
        DiscriminatorWidth = 2,
        DiscriminatorLimit = 8,
    };

    [Theory]
    [MemberData(nameof(FewShotPapers))]
    public void Train_SpeciesThenTranslate_WritesAPictureOfTheInputsSize(string paper, string yaml)
    {
        File.WriteAllText(folder.File("tiny.yaml"), yaml);
        var world = new SpeciesWorld(32);
        var draws = new SplitMixRandom(1);
        foreach (string name in new[] { "content", "first", "second" })
            PictureFile.Save(world.Render(world.SampleContent(draws), SpeciesWorld.Unseen[0]), folder.File($"{name}.png"));

        Succeeds("train", folder.File("tiny.yaml"), "--world", "species", "--out", folder.File("run"), "--iterations", "1");
        string weights = folder.File("run/weights.safetensors");
        Succeeds("translate", folder.File("content.png"), "--weights", weights, "--out", folder.File("out"),
            "--style-image", folder.File("first.png"), "--style-image", folder.File("second.png"));

        Assert.Equal(2, File.ReadAllLines(folder.File("run/evaluation.csv")).Length);
        string[] made = Directory.GetFiles(folder.File("out"));
        Assert.Equal(paper == "tunit" ? 2 : 1, made.Length);
        var picture = PictureFile.Load(made[0]);
        Assert.Equal((32, 32), (picture.Width, picture.Height));
    }

    [Fact]
    public void Train_DetectorOnStreets_WritesWeightsThatDetect()
    {
        var config = DetectorConfig.Streets with
        {
            BodyWidth = 4,
            PyramidWidth = 8,
            RepresentationSize = 8,
            BatchSize = 1,
            ShortSides = [64],
            LongestSide = 64,
        };
        File.WriteAllText(folder.File("tiny.yaml"), config.ToYaml());

        Succeeds("train", folder.File("tiny.yaml"), "--trainer", "detector", "--world", "streets",
            "--out", folder.File("run"), "--iterations", "1");

        using var detector = ObjectDetector.Load(folder.File("run/weights.safetensors"));
        Assert.All(detector.Detect(new Picture(64, 64, new byte[64 * 64 * 3])), found => Assert.InRange(found.Score, 0, 1));
    }

    [Fact]
    public void Train_DunitOnStreetsThenTranslate_WritesAPictureForEachStyle()
    {
        var config = DunitConfig.Seminar64 with
        {
            Width = 2,
            InstanceSize = 16,
            ContentIterations = 1,
            DetectorIterations = 1,
            Detector = DunitConfig.Seminar64.Detector with
            {
                BodyWidth = 2,
                PyramidWidth = 8,
                RepresentationSize = 8,
                ShortSides = [64],
                LongestSide = 64,
            },
        };
        File.WriteAllText(folder.File("tiny.yaml"), config.ToYaml());
        PictureFile.Save(new Picture(50, 40, new byte[50 * 40 * 3]), folder.File("day.png"));

        Succeeds("train", folder.File("tiny.yaml"), "--world", "streets", "--out", folder.File("run"), "--iterations", "2");
        Succeeds("translate", folder.File("day.png"), "--weights", folder.File("run/weights.safetensors"),
            "--out", folder.File("out"), "--styles", "2");

        Assert.Equal(2, File.ReadAllLines(folder.File("run/evaluation.csv")).Length);
        var made = Directory.GetFiles(folder.File("out")).Select(PictureFile.Load).ToList();
        Assert.Equal([(50, 40), (50, 40)], made.Select(picture => (picture.Width, picture.Height)));
    }

    [Fact]
    public void Train_DunitWithADetectorOfAFile_ThenObjectsAndAdapt()
    {
        var detector = DetectorConfig.Streets64 with
        {
            BodyWidth = 2,
            PyramidWidth = 8,
            RepresentationSize = 8,
            ShortSides = [64],
            LongestSide = 64,
        };
        File.WriteAllText(folder.File("detector.yaml"), detector.ToYaml());
        File.WriteAllText(folder.File("dunit.yaml"),
            (DunitConfig.Seminar64 with { Width = 2, BatchSize = 2, Detector = detector }).ToYaml());
        Succeeds("train", folder.File("detector.yaml"), "--trainer", "detector", "--world", "streets", "--domains", "day",
            "--out", folder.File("looking"), "--iterations", "1");
        string looking = folder.File("looking/weights.safetensors");

        Succeeds("train", folder.File("dunit.yaml"), "--world", "streets", "--detector", looking,
            "--out", folder.File("run"), "--iterations", "1");

        string weights = folder.File("run/weights.safetensors");
        var (code, output, error) = Unpaired("objects", weights, "--detector", looking, "--streets", "2", "--seeds", "1");
        Assert.True(code == 0, output + error);
        Assert.Contains("error in boxes", output, StringComparison.Ordinal);
        (code, output, error) = Unpaired("adapt", looking, weights, "--iterations", "1", "--pictures", "2", "--streets", "2",
            "--seeds", "1");
        Assert.True(code == 0, output + error);
        Assert.Contains("true nights", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("funit")]
    [InlineData("coco-funit")]
    [InlineData("tunit")]
    public void Translate_FewShotWithoutExamples_SaysWhatIsMissing(string paper)
    {
        string yaml = FewShotPapers.Single(row => row.Data.Item1 == paper).Data.Item2;
        File.WriteAllText(folder.File("tiny.yaml"), yaml);
        PictureFile.Save(new Picture(32, 32, new byte[32 * 32 * 3]), folder.File("content.png"));

        var (code, output, error) = Unpaired(
            "translate", folder.File("content.png"), "--weights", folder.File("gen.pt"), "--config", folder.File("tiny.yaml"));

        Assert.NotEqual(0, code);
        Assert.Contains("--style-image", error + output, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Unpaired(params string[] arguments) =>
        CliProcess.Run(folder.Path, 1, arguments);

    private void Succeeds(params string[] arguments)
    {
        var (code, output, error) = Unpaired(arguments);
        Assert.True(code == 0, output + error);
    }
}

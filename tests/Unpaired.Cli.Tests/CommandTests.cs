using System.Globalization;
using Unpaired.Data;
using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Unit;
using Unpaired.Worlds;

namespace Unpaired.Cli.Tests;

/// <summary>The commands as a user calls them, in a process of their own.</summary>
public sealed class CommandTests : IDisposable
{
    private static readonly MunitConfig Tiny = MunitConfig.Seminar32 with
    {
        BatchSize = 1,
        DisplaySize = 1,
        MaxIterations = 6,
        Generator = new GeneratorConfig { Width = 4, MlpWidth = 8, ResidualBlocks = 1 },
        Discriminator = new DiscriminatorConfig { Width = 4, Layers = 2, Scales = 1 },
    };

    private static readonly UnitConfig TinyUnit = UnitConfig.Seminar32 with
    {
        BatchSize = 1,
        DisplaySize = 1,
        Generator = UnitConfig.Seminar32.Generator with { Width = 4, ResidualBlocks = 1 },
        Discriminator = Tiny.Discriminator,
    };

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Doctor_ThisMachine_FindsEverythingNeeded()
    {
        var (code, output, error) = Unpaired("doctor");

        Assert.True(code == 0, output + error);
        Assert.Contains("tensor addition", output, StringComparison.Ordinal);
        Assert.Contains("Everything that is needed is here.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Translate_FolderOfOddPictures_KeepsEachSize()
    {
        string weights = Weights(), input = folder.File("in put");
        Directory.CreateDirectory(input);
        PictureFile.Save(Drawn(37, 50), Path.Combine(input, "portrait.png"));
        PictureFile.Save(Drawn(64, 33), Path.Combine(input, "landscape.jpg"));
        using (var grey = new SkiaSharp.SKBitmap(40, 44, SkiaSharp.SKColorType.Gray8, SkiaSharp.SKAlphaType.Opaque))
        using (var alpha = new SkiaSharp.SKBitmap(45, 41, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Unpremul))
        {
            WritePng(grey, Path.Combine(input, "grey.png"));
            WritePng(alpha, Path.Combine(input, "alpha.png"));
        }

        var (code, output, error) = Unpaired("translate", "--weights", weights, input, "--styles", "2", "--out", folder.File("out"));

        Assert.True(code == 0, output + error);
        Assert.Equal(8, Directory.GetFiles(folder.File("out")).Length);
        foreach (var (name, width, height) in new[] { ("portrait", 37, 50), ("landscape", 64, 33), ("grey", 40, 44), ("alpha", 45, 41) })
        {
            var first = PictureFile.Load(Path.Combine(folder.File("out"), name + "-00.png"));
            Assert.Equal((width, height), (first.Width, first.Height));
            Assert.False(first.Rgb.SequenceEqual(PictureFile.Load(Path.Combine(folder.File("out"), name + "-01.png")).Rgb));
        }
    }

    [Fact]
    public void Translate_StyleImage_GivesOnePictureOfThatStyle()
    {
        string example = folder.File("style.png"), input = folder.File("in.png");
        PictureFile.Save(Drawn(48, 48), example);
        PictureFile.Save(Drawn(32, 32), input);

        var (code, output, error) = Unpaired("translate", "--weights", Weights(), input, "--style-image", example,
            "--direction", "BtoA", "--out", folder.File("out"));

        Assert.True(code == 0, output + error);
        Assert.True(File.Exists(Path.Combine(folder.File("out"), "in.png")));
    }

    [Fact]
    public void Translate_WeightsOfUnit_AreRecognised()
    {
        string input = folder.File("in.png"), weights = folder.File("unit.safetensors");
        PictureFile.Save(Drawn(36, 44), input);
        using (var trainer = new UnitTrainer(TinyUnit)) trainer.SaveWeights(weights);

        var (code, output, error) = Unpaired("translate", "--weights", weights, input, "--out", folder.File("out"));
        var refused = Unpaired("translate", "--weights", weights, input, "--styles", "2", "--out", folder.File("out"));

        Assert.True(code == 0, output + error);
        var drawn = PictureFile.Load(folder.File("out/in.png"));
        Assert.Equal((36, 44), (drawn.Width, drawn.Height));
        using var translator = UnitTranslator.Load(weights);
        Assert.Equal(
            translator.Translate(PictureFile.Load(input), Direction.AtoB).Rgb.ToArray(), drawn.Rgb.ToArray());
        Assert.Equal(1, refused.Code);
        Assert.Contains("--styles: unit has one translation", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Translate_OriginalCheckpointOfUnit_IsToldByItsConfiguration()
    {
        string input = folder.File("in.png"), config = folder.File("config.yaml");
        PictureFile.Save(Drawn(32, 32), input);
        File.WriteAllText(config, TinyUnit.ToYaml());
        using (var trainer = new UnitTrainer(TinyUnit)) trainer.SaveOriginal(folder.File("run"));
        string checkpoint = folder.File("run/gen_00000000.pt");

        var without = Unpaired("translate", "--weights", checkpoint, input, "--out", folder.File("out"));
        var (code, output, error) = Unpaired(
            "translate", "--weights", checkpoint, "--config", config, input, "--out", folder.File("out"));

        Assert.Contains("does not say which paper it is of", without.Error, StringComparison.Ordinal);
        Assert.True(code == 0, output + error);
        Assert.True(File.Exists(folder.File("out/in.png")));
    }

    [Fact]
    public void Presets_Measured_ShowsNumbersOfThisMachine()
    {
        var all = Unpaired("presets");
        var (code, output, error) = Unpaired("presets", "quick32", "unit/seminar32", "--measure", "--steps", "1");
        var wrong = Unpaired("presets", "seminar33");

        Assert.True(all.Code == 0, all.Error);
        Assert.Contains("munit/synthia2cityscape", all.Output, StringComparison.Ordinal);
        Assert.Contains("unit/gta2city", all.Output, StringComparison.Ordinal);
        Assert.True(code == 0, output + error);
        var rows = output.Split('\n').Where(line => line.Contains("32 x 32", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, rows.Count);
        foreach (string row in rows)
        {
            string[] cells = row.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.InRange(double.Parse(cells[^3], NumberStyles.Number, CultureInfo.InvariantCulture), 50, 2000);
            Assert.True(double.Parse(cells[^2], CultureInfo.InvariantCulture) >= 0);
        }
        Assert.Contains("'seminar33': expected a preset", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_BFloat16InParts_IsNotedAndResumed()
    {
        File.WriteAllText(folder.File("tiny.yaml"), Tiny.ToYaml());
        string[] common = ["train", folder.File("tiny.yaml"), "--world", "objects", "--out", folder.File("run")];

        var first = Unpaired(
            [.. common, "--iterations", "2", "--precision", "bfloat16", "--accumulate", "2"]);
        var second = Unpaired([.. common, "--iterations", "3", "--resume"]);

        Assert.True(first.Code == 0, first.Error);
        Assert.True(second.Code == 0, second.Error);
        var provenance = Provenance.Read(folder.File("run"))!;
        Assert.Equal(("BFloat16", 2, 2), (provenance.Precision, provenance.Accumulate, provenance.Sessions.Count));
        Assert.Contains("accumulate: 2", File.ReadAllText(folder.File("run/config.yaml")), StringComparison.Ordinal);
        Assert.Equal(4, File.ReadAllLines(folder.File("run/losses.csv")).Length);
    }

    [Fact]
    public void Train_InterruptedAndResumed_GoesOnFromTheSavedIteration()
    {
        File.WriteAllText(folder.File("tiny.yaml"), Tiny.ToYaml());
        Export();

        var first = Unpaired("train", folder.File("tiny.yaml"), "--data", folder.File("data"), "--out", folder.File("run"),
            "--iterations", "3", "--every", "2");
        var second = Unpaired("train", folder.File("tiny.yaml"), "--data", folder.File("data"), "--out", folder.File("run"),
            "--resume");

        Assert.True(first.Code == 0, first.Error);
        Assert.True(second.Code == 0, second.Error);
        Assert.True(File.Exists(folder.File("run/checkpoints/00000003/gen_00000003.pt")));
        Assert.True(File.Exists(folder.File("run/checkpoints/00000006/gen_00000006.pt")));
        string[] losses = File.ReadAllLines(folder.File("run/losses.csv"));
        Assert.Equal([1, 2, 3, 4, 5, 6], losses.Skip(1).Select(l => int.Parse(l.Split(',')[0], CultureInfo.InvariantCulture)));
        using var translator = MunitTranslator.Load(folder.File("run/weights.safetensors"));
        Assert.Equal(Tiny.Generator, translator.Config.Generator);
    }

    [Fact]
    public void Train_UnitConfiguration_IsRecognised()
    {
        File.WriteAllText(folder.File("unit.yaml"), TinyUnit.ToYaml());
        Export();

        var (code, output, error) = Unpaired("train", folder.File("unit.yaml"), "--data", folder.File("data"),
            "--out", folder.File("run"), "--iterations", "1");

        Assert.True(code == 0, output + error);
        using var translator = UnitTranslator.Load(folder.File("run/weights.safetensors"));
        Assert.Equal(TinyUnit.Generator, translator.Config.Generator);
    }

    [Fact]
    public void Train_World_MeasuresTheErrorAgainstTheTruth()
    {
        File.WriteAllText(folder.File("tiny.yaml"), Tiny.ToYaml());

        var (code, output, error) = Unpaired("train", folder.File("tiny.yaml"), "--world", "objects", "--out", folder.File("run"),
            "--iterations", "2", "--every", "2", "--average", "0.9", "--half");

        Assert.True(code == 0, output + error);
        double measured = double.Parse(File.ReadAllLines(folder.File("run/evaluation.csv"))[1].Split(',')[2], CultureInfo.InvariantCulture);
        Assert.InRange(measured, 0.05, 2);
        Assert.True(File.Exists(folder.File("run/samples/00000002.png")));
    }

    [Fact]
    public void Train_StreetsInTwoChosenLights_NamesThemInProvenance()
    {
        File.WriteAllText(folder.File("tiny.yaml"), (Tiny with { NewSize = 64, CropHeight = 64, CropWidth = 80 }).ToYaml());

        var (code, output, error) = Unpaired("train", folder.File("tiny.yaml"), "--world", "streets", "--domains", "rain,day",
            "--out", folder.File("run"), "--iterations", "1");

        Assert.True(code == 0, output + error);
        string provenance = File.ReadAllText(folder.File("run/provenance.json"));
        Assert.Contains("streets world, Rain and Day, 80 x 64 px", provenance, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(folder.File("run/evaluation.csv")).Length);
    }

    [Fact]
    public void Run_FailingCell_StopsNamesItAndKeepsThePartialResult()
    {
        string notebook = folder.File("fails.ipynb");
        File.WriteAllText(notebook, """
            {"cells":[
            {"cell_type":"code","execution_count":null,"id":"one","metadata":{},"outputs":[],"source":["int x = 41;\n","x + 1"]},
            {"cell_type":"code","execution_count":null,"id":"two","metadata":{},"outputs":[],"source":["int y = 1;\n","throw new System.InvalidOperationException($\"y is {y}\");"]},
            {"cell_type":"code","execution_count":null,"id":"three","metadata":{},"outputs":[],"source":["x"]}],
            "metadata":{"kernelspec":{"display_name":".NET (C#)","language":"C#","name":".net-csharp"},"language_info":{"name":"C#"}},
            "nbformat":4,"nbformat_minor":5}
            """);

        var (code, output, error) = Unpaired("run", notebook, "--out", folder.File("out"), "--html");

        Assert.Equal(1, code);
        Assert.Contains("fails.ipynb", error, StringComparison.Ordinal);
        Assert.Contains("y is 1", error, StringComparison.Ordinal);
        Assert.Matches(@"cell\D*2", error);
        Assert.Matches(@"line\D*2", error);
        string executed = File.ReadAllText(Path.Combine(folder.File("out"), "fails.ipynb"));
        Assert.Contains("42", executed, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.File("out"), "fails.html")), output);
    }

    [Theory]
    [InlineData("inspect nowhere.pt", "nowhere.pt")]
    [InlineData("translate --weights nowhere.safetensors a.png", "nowhere.safetensors")]
    [InlineData("train nowhere.yaml --world objects --out run", "nowhere.yaml")]
    [InlineData("train seminar32 --world oceans --out run", "--world: expected objects or streets for munit; found 'oceans'")]
    [InlineData("train seminar32 --data nowhere --out run", "nowhere")]
    [InlineData("train seminar32 --trainer pix2pix --world objects --out run", "found 'pix2pix'")]
    [InlineData("train seminar64 --world streets --domains day,fog --out run", "found 'day,fog'")]
    [InlineData("train seminar64 --world objects --domains day,rain --out run", "--domains")]
    [InlineData("train seminar64 --world objects --data . --out run", "found both")]
    [InlineData("train seminar32 --world objects --no-flip --out run", "--no-flip: for pictures of files and --trainer funit; found munit")]
    [InlineData("train seminar32 --world objects --detector a.pt --out run", "--detector: only dunit looks with one; found munit")]
    [InlineData("train seminar64 --trainer dunit --world streets --detector nowhere.pt --out run", "Detector 'nowhere.pt'")]
    [InlineData("train seminar64-drit --trainer dunit --world streets --detector a.pt --out run", "DRIT has no detector")]
    [InlineData("train seminar32 --out run", "--world objects")]
    [InlineData("verify nowhere", "nowhere")]
    [InlineData("run nowhere.ipynb", "nowhere.ipynb")]
    public void Command_BadInput_IsNamedWithoutAStackTrace(string arguments, string expected)
    {
        var (code, output, error) = Unpaired(arguments.Split(' '));

        Assert.NotEqual(0, code);
        Assert.Contains(expected, error + output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at Unpaired", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_FolderOfAnUnknownSystem_ExitsWithTwo()
    {
        File.WriteAllText(folder.File("other.json"), """{"golden": {"system": "pix2pix", "case": "nets"}}""");

        var (code, output, _) = Unpaired("verify", folder.Path);

        Assert.Equal(2, code);
        Assert.Contains("pix2pix", output, StringComparison.Ordinal);
    }

    private string Weights()
    {
        string path = folder.File("weights.safetensors");
        using var trainer = new MunitTrainer(Tiny);
        trainer.SaveWeights(path);
        return path;
    }

    private void Export()
    {
        var world = new ObjectsWorld(32);
        foreach (string name in new[] { "trainA", "trainB", "testA", "testB" })
        {
            var pictures = new ObjectsDataset(world, name.EndsWith('A') ? Domain.A : Domain.B, 3, seed: 1);
            for (int i = 0; i < pictures.Count; i++)
                PictureFile.Save(pictures[i], Path.Combine(folder.File("data"), name, $"{i}.png"));
        }
    }

    private static Picture Drawn(int width, int height) => PictureResize.Resize(
        new ObjectsDataset(new ObjectsWorld(64), Domain.A, 1, seed: 3)[0], width, height);

    private static void WritePng(SkiaSharp.SKBitmap bitmap, string path)
    {
        using var file = File.Create(path);
        bitmap.Encode(file, SkiaSharp.SKEncodedImageFormat.Png, 100);
    }

    private (int Code, string Output, string Error) Unpaired(params string[] arguments) =>
        CliProcess.Run(folder.Path, threads: 1, arguments);
}

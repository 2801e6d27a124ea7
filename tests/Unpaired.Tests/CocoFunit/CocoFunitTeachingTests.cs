using TorchSharp;
using Unpaired.CocoFunit;
using Unpaired.Display;
using Unpaired.Worlds;

namespace Unpaired.Tests.CocoFunit;

/// <summary>What the notebook draws.</summary>
public sealed class CocoFunitTeachingTests
{
    [Theory]
    [InlineData("coco-funit.json", true)]
    [InlineData("imaginaire-funit/imaginaire-funit.json", false)]
    public void Ladder_EveryLayer_AgreesWithTheOriginal(string file, bool conditioned)
    {
        string folder = Path.GetDirectoryName(CocoFunitGoldens.File(file))!;
        var layers = CocoFunitLadder.Climb(folder);
        string[] networks = ["content encoder", "style encoder", "decoder", "codes"];
        Assert.Equal(networks, layers.Select(layer => layer.Network).Distinct());
        Assert.True(layers.Count > (conditioned ? 16 : 14));
        Assert.All(layers, layer => Assert.InRange(layer.Relative, 0, 1e-9));
        Assert.InRange(CocoFunitLadder.Climb(folder, torch.ScalarType.Float32).Max(layer => layer.Relative), 1e-12, 1e-4);
    }

    [Fact]
    public void Ladder_FolderWithoutACase_IsRefused() =>
        Assert.Throws<FileNotFoundException>(() =>
            CocoFunitLadder.Climb(Path.Combine(Path.GetDirectoryName(CocoFunitGoldens.File("coco-funit.json"))!, "nowhere")));

    [Fact]
    public void Diagram_Draw_IsAPictureWithWords()
    {
        var picture = CocoFunitSamples.Sample(16, 16);
        var diagram = CocoFunitDiagram.Draw(picture, picture, picture);
        Assert.Contains("product", diagram.Render(MimeTypes.Html));
        Assert.StartsWith("<", diagram.Render(MimeTypes.Html));
    }

    [Fact]
    public void Cost_Compare_HasARowForEachNetwork()
    {
        string table = CocoFunitCost.Compare(
            "x", ("ours", CocoFunitConfig.Seminar32), ("published", CocoFunitConfig.AnimalFaces)).ToMarkdown();
        Assert.Contains("ours: million multiply-adds at 32 x 32", table);
        Assert.Contains("| discriminator |", table);
    }

    [Fact]
    public void Curves_Draw_HasThreePanels()
    {
        var chart = GanModeCurves.Draw(GanMode.Hinge, GanMode.LeastSquare);
        Assert.Equal(3, chart.Panels.Count);
        Assert.NotEmpty(chart.ToPng());
    }

    [Fact]
    public void Codes_OfFunit_DoNotChangeWithTheContent()
    {
        var contents = Enumerable.Range(1, 2).Select(seed => CocoFunitSamples.Sample(32, 32, seed)).ToList();
        var examples = new SpeciesDataset(new SpeciesWorld(32), SpeciesWorld.Unseen.Take(2), picturesPerSpecies: 2, seed: 1);
        foreach (bool conditioned in new[] { true, false })
        {
            var config = CocoFunitSamples.TinyConfig with
            {
                Generator = CocoFunitSamples.TinyConfig.Generator with { ContentConditioned = conditioned },
            };
            using var trainer = new CocoFunitTrainer(config, seed: 4);
            using var model = new CocoFunitTranslator(config, trainer.Generator);
            using var codes = CocoFunitCodes.Of(model, contents, examples);
            Assert.Equal([2L, 2, 2, 5], codes.shape);
            using var own = model.ConditionedCode(contents[1], model.EncodeStyle(examples[1, 0]));
            Assert.True((codes[1, 1, 0] - own[0]).abs().max().item<float>() < 1e-6);
            Assert.Equal(conditioned, (codes[0, 0] - codes[0, 1]).abs().max().item<float>() > 1e-7);
            Assert.Throws<ArgumentException>(() => CocoFunitCodes.Of(model, [], examples));
        }
    }

    [Fact]
    public void Translate_WithItsOwnFactor_IsTheTranslation()
    {
        using var trainer = new CocoFunitTrainer(CocoFunitSamples.TinyConfig, seed: 4);
        using var model = new CocoFunitTranslator(trainer.Config, trainer.Generator);
        var (input, other, example) =
            (CocoFunitSamples.Sample(16, 16, 1), CocoFunitSamples.Sample(18, 20, 2), CocoFunitSamples.Sample(16, 16, 3));
        using var style = model.EncodeStyle(example);
        Assert.Equal(model.TranslateLike(input, example).Rgb.ToArray(), model.Translate(input, style).Rgb.ToArray());
        Assert.Equal(model.Translate(input, style).Rgb.ToArray(),
            model.TranslateWithFactorOf(input, input, style).Rgb.ToArray());
        Assert.NotEqual(model.Translate(input, style).Rgb.ToArray(),
            model.TranslateWithFactorOf(input, other, style).Rgb.ToArray());
    }
}

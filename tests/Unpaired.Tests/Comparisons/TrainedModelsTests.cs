using Unpaired.Comparisons;
using Unpaired.Metrics;
using Unpaired.Tests.Notebooks;
using Unpaired.Training;
using Unpaired.Unit;
using Unpaired.Worlds;

namespace Unpaired.Tests.Comparisons;

public sealed class TrainedModelsTests
{
    private static string Weights => Path.Combine(NotebookFile.Folder, "weights");

    private static readonly StreetsQuestion Question = StreetsQuestion.Of(
        new StreetsTestSet(new StreetsWorld(64), 1, seed: 5), StreetDomain.Day, StreetDomain.Night)[0];

    [Fact]
    public void Streets_ShippedWeights_TranslateBothWays()
    {
        using var models = TrainedModels.OfStreets(Weights);
        Assert.Equal(["UNIT", "MUNIT"], models.Systems.Take(2));
        Assert.Contains("UNIT, no GAN", models.Names);
        using var unit = UnitTranslator.Load(Path.Combine(Weights, "unit-streets-tiny-full.safetensors"));
        Assert.Equal(unit.Translate(Question.Input, Direction.AtoB).Rgb.ToArray(),
            models["UNIT"].Translate(Question.Input, [Question.StyleExample]).Rgb.ToArray());
        Assert.Equal(unit.Translate(Question.Truth, Direction.BtoA).Rgb.ToArray(),
            models["UNIT"].Translate(Question.Truth, [Question.Input], Direction.BtoA).Rgb.ToArray());
        var munit = models["MUNIT"];
        Assert.Equal(("munit", true), (munit.System, munit.HasDirections));
        Assert.NotEqual(munit.Translate(Question.Input, [Question.StyleExample]).Rgb.ToArray(),
            munit.Translate(Question.Input, [Question.Input]).Rgb.ToArray());
        Assert.Equal((64, 64), (munit.Cost.Width, munit.Cost.Height));
        string table = models.ToTable("Costs", Question.Input, [Question.StyleExample], repeats: 1).Text;
        Assert.Contains("12,000 pictures of each light", table, StringComparison.Ordinal);
        Assert.Contains("'nobody'", Assert.Throws<KeyNotFoundException>(() => models["nobody"]).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_WithoutWeights_SaysWhatIsMissingAndNothingOfVariants()
    {
        var empty = Directory.CreateTempSubdirectory("unpaired models ");
        try
        {
            using var models = TrainedModels.OfSpecies(empty.FullName);
            Assert.Empty(models.Names);
            Assert.Equal(3, models.Missing.Count);
            Assert.StartsWith("FUNIT is not here; the README", models.Missing[0], StringComparison.Ordinal);
            using var nowhere = TrainedModels.OfStreets(Path.Combine(empty.FullName, "nowhere"));
            Assert.Empty(nowhere.Names);
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }

    [Fact]
    public void Load_WeightsOfSomethingElse_SaysWhat() => Assert.Contains("'class-recognizer'",
        Assert.Throws<ArgumentException>(
            () => TrainedModel.Load(Path.Combine(Weights, "species-recognizer.safetensors"))).Message,
        StringComparison.Ordinal);
}

using TorchSharp;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Tests.Munit;

/// <summary>What notebook 02 shows of MUNIT: costs, strips, the parity ladder.</summary>
public sealed class MunitTeachingTests
{
    [Fact]
    public void Cost_PublishedSize_CountsTheParametersOfTheOriginal()
    {
        var costs = MunitCost.Of(MunitConfig.Edges2Shoes, 256, 256);
        Assert.Equal(15_026_187, costs.SkipLast(1).Sum(cost => cost.Parameters));
        // The first convolution of the content encoder, by hand: 3 x 64 x 7 x 7 weights at 256 x 256 places, and so on.
        long byHand = (3L * 64 * 49 * 65536) + (64L * 128 * 16 * 16384) + (128L * 256 * 16 * 4096)
            + (8L * 256 * 256 * 9 * 4096);
        Assert.Equal(byHand, costs.Single(cost => cost.Network == "content encoder").MultiplyAdds);
    }

    [Fact]
    public void Cost_SeminarSize_CountsTheParametersOfTheNetworks()
    {
        using var scope = torch.NewDisposeScope();
        using var trainer = new MunitTrainer(MunitConfig.Seminar32);
        var costs = MunitCost.Of(MunitConfig.Seminar32, 32, 32)
            .ToDictionary(cost => cost.Network, cost => cost.Parameters);
        long Parameters(torch.nn.Module module) => module.parameters().Sum(parameter => parameter.numel());
        Assert.Equal(
            Parameters(trainer.GeneratorB), costs.Where(cost => cost.Key != "discriminator").Sum(cost => cost.Value));
        Assert.Equal(Parameters(trainer.GeneratorB.StyleEncoder), costs["style encoder"]);
        Assert.Equal(Parameters(trainer.GeneratorB.Decoder), costs["decoder"]);
        Assert.Equal(Parameters(trainer.DiscriminatorB), costs["discriminator"]);
    }

    [Fact]
    public void Compare_TwoModels_NamesSizesAndCounts()
    {
        string text =
            MunitCost.Compare("Costs", ("ours", MunitConfig.Seminar32), ("published", MunitConfig.Edges2Shoes)).Text;
        Assert.Contains("ours: million multiply-adds at 32 x 32", text);
        Assert.Contains("published: million multiply-adds at 256 x 256", text);
        Assert.Contains("2,764,936", text); // the published style encoder
    }

    [Fact]
    public void Strip_AfterTraining_KeepsInputsAndStyles()
    {
        using var trainer = new MunitTrainer(MunitConfig.Seminar32);
        var pictures = new ObjectsDataset(new ObjectsWorld(32), Domain.A, 2, 1);
        var strip = new MunitTrainingStrip(trainer, [pictures[0], pictures[1]]);
        strip.Sample();
        strip.Sample();
        var grid = strip.ToGrid();
        Assert.Equal((2, 3), (grid.RowCount, grid.ColumnCount));
        Assert.Equal(grid[0, 1]!.Rgb.ToArray(), grid[0, 2]!.Rgb.ToArray()); // nothing was trained in between
        Assert.NotEqual(grid[0, 1]!.Rgb.ToArray(), grid[1, 1]!.Rgb.ToArray());
        Assert.Equal(["input", "step 0", "step 0"], grid.ColumnLabels!);
    }

    [Fact]
    public void Strip_OfALongRun_ShowsTheFirstAndTheLastSix()
    {
        using var trainer = new MunitTrainer(MunitConfig.Seminar32);
        var strip = new MunitTrainingStrip(trainer, [new ObjectsDataset(new ObjectsWorld(32), Domain.A, 1, 1)[0]]);
        for (int i = 0; i < 9; i++)
            strip.Sample();
        Assert.Equal(8, strip.ToGrid().ColumnCount);
        Assert.Contains(
            "at least one picture",
            Assert.Throws<ArgumentException>(() => new MunitTrainingStrip(trainer, [])).Message);
    }

    [Fact]
    public void Ladder_GoldenCheckpoint_AgreesInBothPrecisions()
    {
        string folder = Path.Combine(GoldensFolder(), "munit");
        var exact = MunitLadder.Climb(folder);
        Assert.Equal(20, exact.Count);
        Assert.All(exact, layer => Assert.InRange(layer.Relative, 0, 1e-9));
        var rounded = MunitLadder.Climb(folder, torch.ScalarType.Float32);
        Assert.All(rounded, layer => Assert.InRange(layer.Relative, 0, 1e-4));
        Assert.True(rounded.Max(layer => layer.Relative) > exact.Max(layer => layer.Relative));
        Assert.Contains("20 layers", MunitLadder.Draw(folder).Text);
    }

    private static string GoldensFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string goldens = Path.Combine(folder.FullName, "tests", "goldens");
            if (Directory.Exists(goldens))
                return goldens;
        }
        throw new DirectoryNotFoundException("No folder above the tests holds tests/goldens.");
    }
}

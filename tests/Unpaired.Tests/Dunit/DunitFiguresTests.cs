using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Dunit;
using Unpaired.Metrics;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Tests.Dunit;

public sealed class DunitFiguresTests
{
    private static readonly StreetsWorld World = new(64);

    [Fact]
    public void FoundAndMatched_HaveACellForEachQuestion()
    {
        using var detector = new FasterRcnn(DunitRuns.Tiny.Detector, new Generator(3));
        detector.eval();
        var questions = StreetsQuestion.Of(new StreetsTestSet(World, 3, 1), StreetDomain.Day, StreetDomain.Night);

        var grid = DunitFigures.Found(
            [("day", question => question.Input), ("night", question => question.Truth)], questions, detector, 3, "Streets.");

        Assert.Equal((2, 3), (grid.RowCount, grid.ColumnCount));
        Assert.Matches("^[0-9]+ of [0-9]+ found$", grid.CellLabel!(1, 2));
        Assert.NotEmpty(DunitFigures.Matched(questions[0].Input, questions[0].Truth, detector, "A street.").ToPng());
    }

    [Fact]
    public void Fusion_ShowsMapsAndRefusesDrit()
    {
        using var trainer = new DunitTrainer(DunitRuns.Tiny with { CropSize = 64, ResizeSize = 64 });
        using var translator = DunitTranslator.Of(trainer);
        var street = new StreetsTestSet(World, 1, 1)[0].Day;
        using var style = translator.SampleStyles(1, 1);

        var grid = DunitFigures.Fusion(translator, street, style, [new(1, 4, 6, 30, 22), new(2, 40, 8, 60, 30)], "Maps.");

        Assert.Equal((2, 6), (grid.RowCount, grid.ColumnCount));
        var instances = grid[0, 2]!;
        Assert.Equal((256, 256), (instances.Width, instances.Height)); // all cells are equally large
        Assert.Equal((256, 256), (grid[1, 1]!.Width, grid[0, 5]!.Width));
        Assert.Equal(0, instances.Rgb[0]); // outside of all boxes nothing is placed
        Assert.True(instances.Rgb[3 * ((256 * 56) + 56)] > 0); // in the fourth cell of the fourth row
        Assert.Throws<ArgumentException>(() => DunitFigures.Fusion(translator, street, style, [], "Maps."));
        using var drit = new DunitTrainer(DunitRuns.Tiny with { HasInstances = false });
        using var without = DunitTranslator.Of(drit);
        Assert.Throws<ArgumentException>(() => DunitFigures.Fusion(without, street, style, [new(1, 4, 6, 30, 22)], "Maps."));
    }

    [Fact]
    public void Consistency_OfMovingBoxes_IsThatByHand()
    {
        Assert.Equal(0, ConsistencyFigures.Loss(6, 0), 5);
        Assert.Equal(2 / 7.0, ConsistencyFigures.Loss(6, 1), 5); // 1 − 5/7
        Assert.Equal(2 / 25.0, ConsistencyFigures.Loss(24, 1), 5);
        Assert.Equal(1, ConsistencyFigures.Loss(6, 9), 5);
        Assert.True(ConsistencyFigures.Loss(6, 9, BoxAgreement.Generalized) > 1);
        Assert.Single(ConsistencyFigures.Curves(6, 12).Panels);
        var book = ConsistencyFigures.Moving(new Picture(64, 64, new byte[64 * 64 * 3]), new(1, 10, 10, 20, 18), [0, 2, 4]);
        Assert.Equal(3, book.Count);
    }

    [Fact]
    public void Cost_IsThatOfTheNetworks()
    {
        foreach (var config in new[]
        {
            DunitConfig.Seminar64, DunitConfig.Seminar64Drit, DunitConfig.Seminar64 with { Concatenates = false },
            DunitConfig.Seminar64 with { DiscriminatorScales = 1 },
        })
        {
            using var trainer = new DunitTrainer(config);
            long built = trainer.Optimizers.Values.SelectMany(adam => adam.Parameters).Sum(parameter => parameter.numel());
            Assert.Equal(built, DunitCost.Of("x", config).Parameters);
        }
        Assert.True(DunitCost.Of("x", DunitConfig.Seminar64).MultiplyAdds
            > DunitCost.Of("x", DunitConfig.Seminar64Drit).MultiplyAdds);
    }

    [Fact]
    public void Diagram_IsDrawn() => Assert.NotEmpty(DunitDiagram.Draw(
        new Picture(8, 8, new byte[192]), new Picture(8, 8, new byte[192]), new Picture(8, 8, new byte[192]),
        new Picture(8, 8, new byte[192])).ToPng());
}

using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Unit;

namespace Unpaired.Tests.Training;

public sealed class PresetCostTests
{
    [Fact]
    public void Parameters_AreThoseOfTheNetworks()
    {
        using var munit = new MunitTrainer(MunitConfig.Quick32);
        using var unit = new UnitTrainer(UnitConfig.Seminar32); // with shared weights
        foreach (var (trainer, cost) in new (TwoDomainTrainer, PresetCost)[]
        {
            (munit, PresetCost.Of("quick32", MunitConfig.Quick32)), (unit, PresetCost.Of("seminar32", UnitConfig.Seminar32)),
        })
        {
            var optimizers = new[] { trainer.GeneratorOptimizer, trainer.DiscriminatorOptimizer };
            Assert.Equal(
                optimizers.SelectMany(adam => adam.Parameters).Sum(parameter => parameter.numel()), cost.Parameters);
            Assert.Equal((32, 32, trainer.Config.BatchSize), (cost.Width, cost.Height, cost.BatchSize));
        }
    }

    [Fact]
    public void Memory_FollowsPicturesBatchAndCycle()
    {
        long Bytes(MunitConfig config) => PresetCost.Of("x", config).StepBytes;
        var small = MunitConfig.Seminar32;
        long weights = 4 * 4 * PresetCost.Of("x", small).Parameters;
        Assert.Equal(2 * (Bytes(small) - weights), Bytes(small with { BatchSize = 16 }) - weights);
        Assert.InRange(Bytes(MunitConfig.Seminar64), 3 * Bytes(small), 4 * Bytes(small));
        Assert.True(Bytes(small with { CycleWeight = 1 }) > Bytes(small));
        Assert.True(PresetCost.Of("x", MunitConfig.Seminar64).MultiplyAdds > 3 * PresetCost.Of("x", small).MultiplyAdds);
    }

    [Fact]
    public void Presets_AreFromLargeToSmall()
    {
        long[] munit = [.. MunitConfig.Presets.Select(preset => PresetCost.Of(preset.Name, preset.Config).StepBytes)];
        long[] unit = [.. UnitConfig.Presets.Select(preset => PresetCost.Of(preset.Name, preset.Config).StepBytes)];
        foreach (long[] bytes in new[] { munit, unit })
            Assert.True(bytes[0] == bytes.Max() && bytes[^1] == bytes.Min());
    }
}

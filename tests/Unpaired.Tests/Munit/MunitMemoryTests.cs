using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Tests.Training;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.Training.TwoDomainRuns;

namespace Unpaired.Tests.Munit;

[Collection(TensorCount.Name)]
public sealed class MunitMemoryTests
{
    [Fact]
    public void Step_TenTimes_LeavesNoTensorBehind()
    {
        foreach (var mode in Enum.GetValues<TrainingMode>())
        {
            using var scope = NewDisposeScope();
            var judge = MunitTrainerTests.Tiny.Discriminator with { Normalization = Normalization.Spectral };
            using var trainer = new MunitTrainer(MunitTrainerTests.Tiny with { Discriminator = judge }, mode);
            var (xA, xB) = Batch(2, 24, 24, ScalarType.Float32);
            for (int i = 0; i < 3; i++) trainer.Step(xA, xB);
            long before = Tensor.TotalCount;
            for (int i = 0; i < 7; i++) trainer.Step(xA, xB);
            Assert.True(Tensor.TotalCount <= before,
                $"{mode}: {before} tensors after 3 steps, {Tensor.TotalCount} after 10.");
        }
    }

    [Fact]
    public void TranslateMany_Twenty_LeavesNoTensorBehind()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(MunitTrainerTests.Tiny);
        using var translator = MunitTranslator.Of(trainer);
        using var style = translator.SampleStyles(1, 2);
        var pictures = Enumerable.Range(0, 10).Select(_ => MunitTranslatorTests.Sample(24, 28)).ToList();
        foreach (var _ in translator.TranslateMany(pictures, Direction.AtoB, style)) { }
        long before = Tensor.TotalCount;
        Assert.Equal(10, translator.TranslateMany(pictures, Direction.AtoB, style).Count());
        Assert.True(Tensor.TotalCount <= before);
    }
}

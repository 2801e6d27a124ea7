using Unpaired.CocoFunit;
using Unpaired.Layers;
using Unpaired.Tests.Training;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.CocoFunit.CocoFunitSamples;

namespace Unpaired.Tests.CocoFunit;

[Collection(TensorCount.Name)]
public sealed class CocoFunitMemoryTests
{
    [Theory]
    [InlineData(TrainingMode.Fast, WeightNormalization.None, true)]
    [InlineData(TrainingMode.Faithful, WeightNormalization.Spectral, true)]
    [InlineData(TrainingMode.Fast, WeightNormalization.Gain, false)]
    public void Step_TenTimes_LeavesNoTensorBehind(TrainingMode mode, WeightNormalization weights, bool average)
    {
        using var scope = NewDisposeScope();
        using var trainer = new CocoFunitTrainer(With(weights, average: average), mode);
        var batch = Batch(type: ScalarType.Float32);
        for (int i = 0; i < 3; i++) Step(trainer, batch);
        long before = Tensor.TotalCount;
        for (int i = 0; i < 7; i++) Step(trainer, batch);
        Assert.True(Tensor.TotalCount <= before, $"{before} tensors after 3 steps, {Tensor.TotalCount} after 10.");
    }

    [Fact]
    public void TranslateMany_Twenty_LeavesNoTensorBehind()
    {
        using var scope = NewDisposeScope();
        using var trainer = new CocoFunitTrainer(TinyConfig);
        using var translator = new CocoFunitTranslator(trainer.Config, trainer.Translating);
        using var style = translator.EncodeStyle([Sample(20, 18), Sample(16, 16, 4)]);
        var pictures = Enumerable.Range(0, 10).Select(_ => Sample(24, 20)).ToList();
        foreach (var _ in translator.TranslateMany(pictures, style)) { }
        long before = Tensor.TotalCount;
        Assert.Equal(10, translator.TranslateMany(pictures, style).Count());
        Assert.True(Tensor.TotalCount <= before);
    }
}

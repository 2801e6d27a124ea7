using Unpaired.Funit;
using Unpaired.Tests.Training;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.Funit.FunitSamples;

namespace Unpaired.Tests.Funit;

[Collection(TensorCount.Name)]
public sealed class FunitMemoryTests
{
    [Fact]
    public void Step_TenTimes_LeavesNoTensorBehind()
    {
        foreach (var mode in Enum.GetValues<TrainingMode>())
        {
            using var scope = NewDisposeScope();
            using var trainer = new FunitTrainer(TinyConfig, mode);
            var (xA, lA, xB, lB) = Batch(2, type: ScalarType.Float32);
            for (int i = 0; i < 3; i++) trainer.Step(xA, lA, xB, lB);
            long before = Tensor.TotalCount;
            for (int i = 0; i < 7; i++) trainer.Step(xA, lA, xB, lB);
            Assert.True(Tensor.TotalCount <= before,
                $"{mode}: {before} tensors after 3 steps, {Tensor.TotalCount} after 10.");
        }
    }

    [Fact]
    public void DataAndTranslations_Repeated_LeaveNoTensorBehind()
    {
        using var trainer = new FunitTrainer(TinyConfig);
        using var translator = FunitTranslator.Of(trainer);
        using var data = new DrawnClassData(new ColourClasses(3), 2, 1, "colours");
        var codes = new FunitClassCodes(translator);
        var picture = FunitSamples.Random(18, 21, 1);
        void Work()
        {
            using (data.Next(CancellationToken.None)) { }
            codes.Add("a", [picture]);
            using var code = codes["a"];
            foreach (var _ in translator.TranslateMany([picture, picture], code)) { }
            _ = translator.TranslateAsOriginal(picture, [picture]);
        }
        Work();
        long before = Tensor.TotalCount;
        for (int i = 0; i < 5; i++) Work();
        Assert.True(Tensor.TotalCount <= before, $"{before} tensors after 1 round, {Tensor.TotalCount} after 6.");
    }
}

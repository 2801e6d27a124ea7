using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Tests.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

/// <summary>The weight sharing of the paper: the last blocks of the encoders and the first of the decoders are
/// one.</summary>
public sealed class UnitSharingTests : IDisposable
{
    private static readonly UnitConfig Shared = UnitTrainerTests.Tiny with
    {
        WeightSharing = 1,
        Generator = UnitTrainerTests.Tiny.Generator with { ResidualBlocks = 3 },
    };

    private static readonly string[] SharedPrefixes = ["enc.model.3.model.2.", "dec.model.0.model.0."];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired sharing ");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Generators_OneBlockShared_HaveTheLastOfTheEncoderAndTheFirstOfTheDecoderInCommon()
    {
        using var trainer = new UnitTrainer(Shared);
        var a = trainer.GeneratorA.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        foreach (var (name, parameter) in trainer.GeneratorB.named_parameters())
            Assert.Equal(IsShared(name), ReferenceEquals(a[name], parameter));
        Assert.Equal(8, a.Keys.Count(IsShared)); // two convolutions with bias, twice
        Assert.Equal(StateDict.Of(trainer.GeneratorA).Keys, StateDict.Of(trainer.GeneratorB).Keys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Optimizer_AndCost_CountEachParameterOnce(int blocks)
    {
        var config = UnitConfig.Seminar32 with
        {
            WeightSharing = blocks,
            Generator = new UnitGeneratorConfig { Width = 4, ResidualBlocks = 3 },
        };
        using var trainer = new UnitTrainer(config);
        var costs = UnitCost.Of(config, 32, 32);
        Assert.Equal(8, costs.Count);
        long trained = trainer.GeneratorOptimizer.Parameters.Sum(parameter => parameter.numel());
        bool Judges(NetworkCost cost) => cost.Network.StartsWith("disc", StringComparison.Ordinal);
        Assert.Equal(trained, costs.Where(cost => !Judges(cost)).Sum(cost => cost.Parameters));
        long both = trainer.GeneratorA.parameters().Concat(trainer.GeneratorB.parameters())
            .Sum(parameter => parameter.numel());
        // A block has two 3 x 3 convolutions of 16 channels with bias; encoder and decoder share as many.
        Assert.Equal(both - (2 * blocks * 2 * ((16 * 16 * 9) + 16)), trained);
        Assert.Equal(trainer.DiscriminatorOptimizer.Parameters.Sum(parameter => parameter.numel()),
            costs.Where(Judges).Sum(cost => cost.Parameters));
    }

    [Fact]
    public void Cost_PublishedSize_IsTheOriginals()
    {
        var costs = UnitCost.Of(UnitConfig.Edges2Shoes, 256, 256);
        Assert.Equal(2 * (11_140_483 + 8_271_171), costs.Sum(cost => cost.Parameters));
        string table = UnitCost.Compare(
            "Costs", ("apart", UnitConfig.Edges2Shoes),
            ("shared", UnitConfig.Edges2Shoes with { WeightSharing = 1 })).Text;
        Assert.Contains("shared: million multiply-adds at 256 x 256", table);
        Assert.Contains("1,180,160", table); // one block: 2 (256 · 256 · 9 + 256)
    }

    [Fact]
    public void Step_SharedBlock_MovesByTheGradientOfBothDomains()
    {
        using var scope = NewDisposeScope();
        // The same start with and without sharing: the gradient of the one tensor is the sum of the gradients of the
        // two.
        using var one = new UnitTrainer(Shared with { LearningRate = 0 }, dtype: ScalarType.Float64);
        using var two = new UnitTrainer(Shared with { WeightSharing = 0, LearningRate = 0 }, dtype: ScalarType.Float64);
        one.SaveWeights(Path("one.safetensors"));
        two.LoadWeights(Path("one.safetensors"));
        StateDict.LoadInto(two.DiscriminatorA, StateDict.Of(one.DiscriminatorA), "test");
        StateDict.LoadInto(two.DiscriminatorB, StateDict.Of(one.DiscriminatorB), "test");
        var (xA, xB) = TwoDomainRuns.Batch(1, 24, 24);
        var draws = one.DrawNoise(xA, xB);
        Assert.Equal(
            two.Step(xA, xB, draws).Select(loss => loss.Name), one.Step(xA, xB, draws).Select(loss => loss.Name));
        foreach (string name in SharedPrefixes.Select(prefix => prefix + "model.1.conv.weight"))
        {
            Tensor Gradient(nn.Module network) =>
                network.named_parameters().Single(entry => entry.name == name).parameter.grad!;
            var (sum, shared) = (Gradient(two.GeneratorA) + Gradient(two.GeneratorB), Gradient(one.GeneratorB));
            Assert.True(shared.abs().max().item<double>() > 1e-6);
            Assert.True((sum - shared).abs().max().item<double>() < 1e-10, name);
        }
    }

    [Fact]
    public void SaveOriginal_AndResume_GoOnExactly()
    {
        using var scope = NewDisposeScope();
        using var straight = new UnitTrainer(Shared);
        var (xA, xB) = TwoDomainRuns.Batch(1, 24, 24, ScalarType.Float32);
        for (int i = 0; i < 2; i++) straight.Step(xA, xB);
        straight.SaveOriginal(folder.FullName);
        using var resumed = new UnitTrainer(Shared, seed: 5);
        resumed.ResumeOriginal(folder.FullName);
        var draws = straight.DrawNoise(xA, xB);
        Assert.Equal(straight.Step(xA, xB, draws), resumed.Step(xA, xB, draws));
        TwoDomainRuns.AssertSameNetworks(straight, resumed);
        // The original's code, which shares nothing, finds every name of both domains.
        using var file = TorchFile.Load(Path("gen_00000002.pt"));
        Assert.Equal(file["a"].Keys, file["b"].Keys);
        using var apart = new UnitTrainer(Shared with { WeightSharing = 0 });
        apart.LoadWeights(Path("gen_00000002.pt"));
    }

    [Fact]
    public void LoadWeights_TrainedWithoutSharing_IsRefusedAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var apart = new UnitTrainer(Shared with { WeightSharing = 0 });
        using var shared = new UnitTrainer(Shared);
        var before = shared.GeneratorA.parameters().First().clone();
        apart.SaveWeights(Path("apart.safetensors"));
        var error = Assert.Throws<ArgumentException>(() => shared.LoadWeights(Path("apart.safetensors")));
        Assert.Contains("apart.safetensors", error.Message);
        Assert.Contains("weight sharing", error.Message);
        Assert.True(before.Equals(shared.GeneratorA.parameters().First()));
    }

    [Fact]
    public void Load_SharedWeights_TranslatorHasOneTensorToo()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(Shared);
        trainer.SaveWeights(Path("w.safetensors"));
        using var translator = UnitTranslator.Load(Path("w.safetensors"));
        Assert.Equal(1, translator.Config.WeightSharing);
        Assert.Same(translator.GeneratorA.Encoder.Residuals[2], translator.GeneratorB.Encoder.Residuals[2]);
        Assert.NotSame(translator.GeneratorA.Encoder.Residuals[1], translator.GeneratorB.Encoder.Residuals[1]);
        Assert.Same(translator.GeneratorA.Decoder.Residuals[0], translator.GeneratorB.Decoder.Residuals[0]);
    }

    private static bool IsShared(string name) =>
        SharedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private string Path(string name) => System.IO.Path.Combine(folder.FullName, name);
}

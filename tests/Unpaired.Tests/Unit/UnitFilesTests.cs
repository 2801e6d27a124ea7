using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Tests.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

public sealed class UnitFilesTests : IDisposable
{
    private static readonly UnitConfig Tiny = UnitTrainerTests.Tiny;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired unit files ");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(Normalization.None)]
    [InlineData(Normalization.Batch)]
    [InlineData(Normalization.Spectral)]
    public void ResumeOriginal_AfterThreeSteps_EqualsFiveStraight(Normalization norm)
    {
        using var scope = NewDisposeScope();
        var config = Tiny with { Discriminator = Tiny.Discriminator with { Normalization = norm } };
        using var straight = new UnitTrainer(config);
        var (xA, xB) = TwoDomainRuns.Batch(2, 24, 24, ScalarType.Float32);
        for (int i = 0; i < 3; i++) straight.Step(xA, xB);
        straight.SaveOriginal(folder.FullName);
        File.WriteAllText(Path("gen_00000009.pt.bak"), "not ours");
        using var resumed = new UnitTrainer(config, seed: 5);
        Assert.Equal(3, resumed.ResumeOriginal(folder.FullName));
        for (int i = 0; i < 2; i++)
        {
            var draws = straight.DrawNoise(xA, xB);
            Assert.Equal(straight.Step(xA, xB, draws), resumed.Step(xA, xB, draws));
        }
        Assert.Equal(5, resumed.Iteration);
        TwoDomainRuns.AssertSameNetworks(straight, resumed);
    }

    [Fact]
    public void SaveOriginal_Files_HaveTheOriginalsLayout()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(
            UnitConfig.Read("gen: {dim: 3, n_res: 2}\ndis: {dim: 4, n_layer: 3, num_scales: 2}", "golden"));
        trainer.ResumeOriginal(UnitGoldens.File("ckpt"));
        trainer.SaveOriginal(folder.FullName);
        Assert.Equal(
            ["dis_00000002.pt", "gen_00000002.pt", "optimizer.pt"],
            Directory.EnumerateFiles(folder.FullName).Select(System.IO.Path.GetFileName).Order());
        foreach (string name in new[] { "dis_00000002.pt", "gen_00000002.pt" })
        {
            using var ours = TorchFile.Load(Path(name));
            using var theirs = TorchFile.Load(UnitGoldens.File($"ckpt/{name}"));
            Assert.Equal(theirs.Keys, ours.Keys);
            foreach (string domain in theirs.Keys)
            {
                var (expected, actual) = (theirs[domain].AsStateDict(), ours[domain].AsStateDict());
                Assert.Equal(expected.Keys, actual.Keys);
                Assert.All(expected, entry => Assert.True(entry.Value.Equals(actual[entry.Key]), entry.Key));
            }
        }
        using var states = TorchFile.Load(Path("optimizer.pt"));
        using var originals = TorchFile.Load(UnitGoldens.File("ckpt/optimizer.pt"));
        foreach (string player in new[] { "gen", "dis" })
        {
            Assert.Equal(originals[player]["state"].Keys, states[player]["state"].Keys);
            foreach (string index in originals[player]["state"].Keys)
            {
                var (expected, actual) = (originals[player]["state"][index], states[player]["state"][index]);
                Assert.Equal(expected["step"].AsInteger(), actual["step"].AsInteger());
                Assert.True(expected["exp_avg_sq"].AsTensor().Equals(actual["exp_avg_sq"].AsTensor()));
            }
        }
    }

    [Fact]
    public void ResumeOriginal_OtherConfiguration_ListsWhatDoesNotFit()
    {
        using var trainer = new UnitTrainer(Tiny);
        trainer.SaveOriginal(folder.FullName);
        using var wider = new UnitTrainer(Tiny with { Generator = Tiny.Generator with { Width = 4 } });
        var error = Assert.Throws<StateDictException>(() => wider.ResumeOriginal(folder.FullName));
        Assert.Contains("enc.model.0.conv.weight", error.Message);
        Assert.Contains("gen_00000000.pt", error.Message);
        // Optimizer states of a run with shared weights are fewer.
        using var sharing = new UnitTrainer(Tiny with { WeightSharing = 1 });
        sharing.SaveOriginal(folder.FullName);
        using var apart = new UnitTrainer(Tiny);
        Assert.Contains(
            "expected the state of",
            Assert.Throws<ArgumentException>(() => apart.ResumeOriginal(folder.FullName)).Message);
    }

    [Fact]
    public void LoadWeights_LegacyFile_EqualsTheZipFile()
    {
        using var scope = NewDisposeScope();
        var config = UnitConfig.Read("gen: {dim: 3, n_res: 2}\ndis: {dim: 4, n_layer: 3, num_scales: 2}", "golden");
        using var zip = new UnitTrainer(config);
        using var legacy = new UnitTrainer(config, seed: 2);
        zip.LoadWeights(UnitGoldens.File("ckpt/gen_00000002.pt"));
        legacy.LoadWeights(UnitGoldens.File("ckpt_legacy/gen_00000002.pt"));
        TwoDomainRuns.AssertSameNetworks(zip, legacy, "gen_");
    }

    [Fact]
    public void ReadOptimizer_OfPyTorch04_MatchesParametersByTheirOrder()
    {
        using var scope = NewDisposeScope();
        var config = UnitConfig.Read("gen: {dim: 3, n_res: 2}\ndis: {dim: 4, n_layer: 3, num_scales: 2}", "golden");
        using var modern = new UnitTrainer(config);
        using var old = new UnitTrainer(config);
        using (var file = TorchFile.Load(UnitGoldens.File("ckpt/optimizer.pt")))
            Unpaired.Training.AdamCheckpoint.Read(file["dis"], modern.DiscriminatorOptimizer);
        using (var file = TorchFile.Load(UnitGoldens.File("ckpt_legacy/optimizer_dis_only.pt")))
            Unpaired.Training.AdamCheckpoint.Read(file["dis"], old.DiscriminatorOptimizer);
        foreach (var (expected, actual) in modern.DiscriminatorOptimizer.States.Zip(old.DiscriminatorOptimizer.States))
        {
            Assert.Equal((2, 2), (expected.Steps, actual.Steps));
            Assert.True(expected.Mean.Equals(actual.Mean));
        }
    }

    [Fact]
    public void SaveWeights_File_HoldsNamesAndConfiguration()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(Tiny);
        trainer.SaveWeights(Path("w.safetensors"));
        using var file = Safetensors.Load(Path("w.safetensors"));
        Assert.Equal("unit", file.Metadata["system"]);
        Assert.Equal(Tiny, UnitConfig.Parse(file.Metadata["config"], "metadata"));
        Assert.Equal(2 * StateDict.Of(trainer.GeneratorA).Count, file.Tensors.Count);
        Assert.Contains("a.enc.model.0.conv.weight", file.Tensors.Keys);
        using var other = new UnitTrainer(Tiny, seed: 3);
        other.LoadWeights(Path("w.safetensors"));
        TwoDomainRuns.AssertSameNetworks(trainer, other, "gen_");
    }

    [Fact]
    public void Trainer_PerceptualLossWithoutWeights_NamesTheFile()
    {
        var error = Assert.Throws<FileNotFoundException>(
            () => new UnitTrainer(Tiny with { PerceptualWeight = 1, VggModelPath = folder.FullName }));
        Assert.Contains(System.IO.Path.Combine("models", "vgg16.weight"), error.Message);
        Assert.Contains("vgg_w", error.Message);
    }

    private string Path(string name) => System.IO.Path.Combine(folder.FullName, name);
}

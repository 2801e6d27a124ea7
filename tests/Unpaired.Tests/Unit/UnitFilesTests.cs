using Unpaired.Checkpoints;
using Unpaired.Tests.Training;
using Unpaired.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

public sealed class UnitFilesTests() : TwoDomainFilesTests<UnitConfig, NoiseDraws>(new UnitPaper())
{
    [Fact]
    public void SaveOriginal_Files_HaveTheOriginalsLayout()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(new UnitPaper().Golden);
        trainer.ResumeOriginal(UnitGoldens.File("ckpt"));
        trainer.SaveOriginal(Path("saved"));
        Assert.Equal(
            ["dis_00000002.pt", "gen_00000002.pt", "optimizer.pt"],
            Directory.EnumerateFiles(Path("saved")).Select(System.IO.Path.GetFileName).Order());
        foreach (string name in new[] { "dis_00000002.pt", "gen_00000002.pt" })
        {
            using var ours = TorchFile.Load(Path($"saved/{name}"));
            using var theirs = TorchFile.Load(UnitGoldens.File($"ckpt/{name}"));
            Assert.Equal(theirs.Keys, ours.Keys);
            foreach (string domain in theirs.Keys)
            {
                var (expected, actual) = (theirs[domain].AsStateDict(), ours[domain].AsStateDict());
                Assert.Equal(expected.Keys, actual.Keys);
                Assert.All(expected, entry => Assert.True(entry.Value.Equals(actual[entry.Key]), entry.Key));
            }
        }
        using var states = TorchFile.Load(Path("saved/optimizer.pt"));
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
    public void ResumeOriginal_OfARunWithSharing_IsRefusedWithoutIt()
    {
        // Optimizer states of a run with shared weights are fewer.
        using var sharing = new UnitTrainer(UnitTrainerTests.Tiny with { WeightSharing = 1 });
        sharing.SaveOriginal(Path("saved"));
        using var apart = new UnitTrainer(UnitTrainerTests.Tiny);
        Assert.Contains(
            "expected the state of",
            Assert.Throws<ArgumentException>(() => apart.ResumeOriginal(Path("saved"))).Message);
    }

    [Fact]
    public void ReadOptimizer_OfPyTorch04_MatchesParametersByTheirOrder()
    {
        using var scope = NewDisposeScope();
        var config = new UnitPaper().Golden;
        using var modern = new UnitTrainer(config);
        using var old = new UnitTrainer(config);
        using (var file = TorchFile.Load(UnitGoldens.File("ckpt/optimizer.pt")))
            AdamCheckpoint.Read(file["dis"], modern.DiscriminatorOptimizer);
        using (var file = TorchFile.Load(UnitGoldens.File("ckpt_legacy/optimizer_dis_only.pt")))
            AdamCheckpoint.Read(file["dis"], old.DiscriminatorOptimizer);
        foreach (var (expected, actual) in modern.DiscriminatorOptimizer.States.Zip(old.DiscriminatorOptimizer.States))
        {
            Assert.Equal((2, 2), (expected.Steps, actual.Steps));
            Assert.True(expected.Mean.Equals(actual.Mean));
        }
    }
}

using Unpaired.Checkpoints;
using Unpaired.Munit;
using Unpaired.Tests.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.Training.TwoDomainRuns;

namespace Unpaired.Tests.Munit;

public sealed class MunitFilesTests() : TwoDomainFilesTests<MunitConfig, StyleDraws>(new MunitPaper())
{
    [Fact]
    public void SaveOriginal_Files_HaveTheOriginalsLayout()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(MunitTrainerTests.Tiny);
        var (xA, xB) = Batch(1, 24, 24, ScalarType.Float32);
        trainer.Step(xA, xB);
        trainer.SaveOriginal(Path("saved"));
        Assert.Equal(
            ["dis_00000001.pt", "gen_00000001.pt", "optimizer.pt"],
            Directory.EnumerateFiles(Path("saved")).Select(System.IO.Path.GetFileName).Order());
        using var ours = TorchFile.Load(Path("saved/optimizer.pt"));
        using var theirs = TorchFile.Load(MunitGoldens.File("ckpt/optimizer.pt"));
        Assert.Equal(theirs.Keys, ours.Keys);
        var (group, original) = (ours["gen"]["param_groups"][0], theirs["gen"]["param_groups"][0]);
        Assert.Equal(original.Keys.Order(), group.Keys.Order());
        Assert.Equal(0.5, group["betas"][0].AsNumber());
        Assert.Equal(group["params"].Count, ours["gen"]["state"].Count);
        Assert.Equal(theirs["gen"]["state"]["0"].Keys, ours["gen"]["state"]["0"].Keys);
        Assert.Equal(1, ours["dis"]["state"]["0"]["step"].AsInteger());
        using var networks = TorchFile.Load(Path("saved/gen_00000001.pt"));
        Assert.Equal(["a", "b"], networks.Keys);
        Assert.Equal(StateDict.Of(trainer.GeneratorA).Keys, networks["a"].Keys);
    }
}

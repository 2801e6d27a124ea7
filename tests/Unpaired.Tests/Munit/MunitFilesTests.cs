using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Munit;
using static TorchSharp.torch;
using static Unpaired.Tests.Training.TwoDomainRuns;

namespace Unpaired.Tests.Munit;

public sealed class MunitFilesTests : IDisposable
{
    private static readonly MunitConfig Tiny = MunitTrainerTests.Tiny;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired munit files ");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(Normalization.None)]
    [InlineData(Normalization.Batch)]
    [InlineData(Normalization.Spectral)]
    public void ResumeOriginal_AfterThreeSteps_EqualsFiveStraight(Normalization norm)
    {
        using var scope = NewDisposeScope();
        var config = Tiny with { Discriminator = Tiny.Discriminator with { Normalization = norm } };
        using var straight = new MunitTrainer(config);
        var (xA, xB) = Batch(2, 24, 24, ScalarType.Float32);
        for (int i = 0; i < 3; i++) straight.Step(xA, xB);
        straight.SaveOriginal(folder.FullName);
        File.WriteAllText(Path("gen_00000009.pt.bak"), "not ours");
        using var resumed = new MunitTrainer(config, seed: 5);
        Assert.Equal(3, resumed.ResumeOriginal(folder.FullName));
        for (int i = 0; i < 2; i++)
        {
            var draws = straight.DrawStyles(2, 2);
            Assert.Equal(straight.Step(xA, xB, draws), resumed.Step(xA, xB, draws));
        }
        Assert.Equal(5, resumed.Iteration);
        AssertSameNetworks(straight, resumed);
    }

    [Fact]
    public void SaveOriginal_Files_HaveTheOriginalsLayout()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(Tiny);
        var (xA, xB) = Batch(1, 24, 24, ScalarType.Float32);
        trainer.Step(xA, xB);
        trainer.SaveOriginal(folder.FullName);
        Assert.Equal(
            ["dis_00000001.pt", "gen_00000001.pt", "optimizer.pt"],
            Directory.EnumerateFiles(folder.FullName).Select(System.IO.Path.GetFileName).Order());
        using var ours = TorchFile.Load(Path("optimizer.pt"));
        using var theirs = TorchFile.Load(MunitGoldens.File("ckpt/optimizer.pt"));
        Assert.Equal(theirs.Keys, ours.Keys);
        var (group, original) = (ours["gen"]["param_groups"][0], theirs["gen"]["param_groups"][0]);
        Assert.Equal(original.Keys.Order(), group.Keys.Order());
        Assert.Equal(0.5, group["betas"][0].AsNumber());
        Assert.Equal(group["params"].Count, ours["gen"]["state"].Count);
        Assert.Equal(theirs["gen"]["state"]["0"].Keys, ours["gen"]["state"]["0"].Keys);
        Assert.Equal(1, ours["dis"]["state"]["0"]["step"].AsInteger());
        using var networks = TorchFile.Load(Path("gen_00000001.pt"));
        Assert.Equal(["a", "b"], networks.Keys);
        Assert.Equal(StateDict.Of(trainer.GeneratorA).Keys, networks["a"].Keys);
    }

    [Fact]
    public void ResumeOriginal_MissingOrIncomplete_SaysWhatIsMissing()
    {
        using var trainer = new MunitTrainer(Tiny);
        Assert.Contains(
            "no folder", Assert.Throws<FileNotFoundException>(() => trainer.ResumeOriginal(Path("none"))).Message);
        File.WriteAllText(Path("readme.txt"), "");
        var error = Assert.Throws<FileNotFoundException>(() => trainer.ResumeOriginal(folder.FullName));
        Assert.Contains("gen_########.pt", error.Message);
        Assert.Contains("readme.txt", error.Message);
        trainer.SaveOriginal(folder.FullName);
        File.Delete(Path("optimizer.pt"));
        Assert.Contains(
            "optimizer.pt",
            Assert.Throws<FileNotFoundException>(() => trainer.ResumeOriginal(folder.FullName)).Message);
    }

    [Fact]
    public void ResumeOriginal_OtherConfiguration_ListsWhatDoesNotFit()
    {
        using var trainer = new MunitTrainer(Tiny);
        trainer.SaveOriginal(folder.FullName);
        using var wider = new MunitTrainer(Tiny with { Generator = Tiny.Generator with { Width = 4 } });
        var error = Assert.Throws<StateDictException>(() => wider.ResumeOriginal(folder.FullName));
        Assert.Contains("enc_style.model.0.conv.weight", error.Message);
        Assert.Contains("gen_00000000.pt", error.Message);
    }

    [Fact]
    public void LoadWeights_LegacyFile_EqualsTheZipFile()
    {
        using var scope = NewDisposeScope();
        var config = MunitConfig.Read(
            "gen: {dim: 3, mlp_dim: 8, style_dim: 4, n_res: 2}\ndis: {dim: 4, n_layer: 3, num_scales: 2}", "golden");
        using var zip = new MunitTrainer(config);
        using var legacy = new MunitTrainer(config, seed: 2);
        zip.LoadWeights(MunitGoldens.File("ckpt/gen_00000002.pt"));
        legacy.LoadWeights(MunitGoldens.File("ckpt_legacy/gen_00000002.pt"));
        AssertSameNetworks(zip, legacy, "gen_");
    }

    [Fact]
    public void SaveWeights_File_HoldsNamesAndConfiguration()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(Tiny);
        trainer.SaveWeights(Path("w.safetensors"));
        using var file = Safetensors.Load(Path("w.safetensors"));
        Assert.Equal("munit", file.Metadata["system"]);
        Assert.Equal(Tiny, MunitConfig.Parse(file.Metadata["config"], "metadata"));
        Assert.Equal(2 * StateDict.Of(trainer.GeneratorA).Count, file.Tensors.Count);
        Assert.Contains("a.enc_style.model.0.conv.weight", file.Tensors.Keys);
        using var other = new MunitTrainer(Tiny, seed: 3);
        other.LoadWeights(Path("w.safetensors"));
        AssertSameNetworks(trainer, other, "gen_");
    }

    [Fact]
    public void Trainer_PerceptualLossWithoutWeights_NamesTheFile()
    {
        var error = Assert.Throws<FileNotFoundException>(
            () => new MunitTrainer(Tiny with { PerceptualWeight = 1, VggModelPath = folder.FullName }));
        Assert.Contains(System.IO.Path.Combine("models", "vgg16.weight"), error.Message);
        Assert.Contains("vgg_w", error.Message);
    }

    private string Path(string name) => System.IO.Path.Combine(folder.FullName, name);
}

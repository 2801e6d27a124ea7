using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.Training.TwoDomainRuns;

namespace Unpaired.Tests.Training;

/// <summary>What holds for the files of UNIT and MUNIT alike.</summary>
public abstract class TwoDomainFilesTests<TConfig, TDraws>(TwoDomainPaper<TConfig, TDraws> paper) : IDisposable
    where TConfig : TwoDomainConfig
    where TDraws : IBatchDraws<TDraws>
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired files ");

    public void Dispose()
    {
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(Normalization.None)]
    [InlineData(Normalization.Batch)]
    [InlineData(Normalization.Spectral)]
    public void ResumeOriginal_AfterThreeSteps_EqualsFiveStraight(Normalization norm)
    {
        using var scope = NewDisposeScope();
        var config = paper.Tiny with { Discriminator = paper.Tiny.Discriminator with { Normalization = norm } };
        using var straight = paper.Trainer(config);
        var (xA, xB) = Batch(2, 24, 24, ScalarType.Float32);
        for (int i = 0; i < 3; i++) straight.Step(xA, xB);
        straight.SaveOriginal(folder.FullName);
        File.WriteAllText(Path("gen_00000009.pt.bak"), "not ours");
        AssertGoesOn(straight, folder.FullName, config);
        Assert.Equal(5, straight.Iteration);
    }

    /// <summary>
    /// With UNPAIRED_EXCHANGE the files stay in that folder, and tests/python/check_training.py loads them into PyTorch
    /// and saves them from there; when this runs again, it goes on with what PyTorch saved.
    /// </summary>
    [Fact]
    public void ResumeOriginal_FilesThatPyTorchSaved_GoesOnBitForBit()
    {
        using var scope = NewDisposeScope();
        string exchange = Environment.GetEnvironmentVariable("UNPAIRED_EXCHANGE") ?? folder.FullName;
        string ours = System.IO.Path.Combine(exchange, paper.System, "unpaired");
        string theirs = System.IO.Path.Combine(exchange, paper.System, "pytorch");
        var config = paper.With(paper.Tiny, PaddingKind.Reflect, own: true);
        using var straight = paper.Trainer(config);
        var (xA, xB) = Batch(2, 24, 24, ScalarType.Float32);
        for (int i = 0; i < 2; i++) straight.Step(xA, xB);
        straight.SaveOriginal(ours);
        SaveAll(straight, System.IO.Path.Combine(ours, "all.safetensors"));
        AssertGoesOn(straight, Directory.Exists(theirs) ? theirs : ours, config);
    }

    [Fact]
    public void ResumeOriginal_MissingOrIncomplete_SaysWhatIsMissing()
    {
        using var trainer = paper.Trainer(paper.Tiny);
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
        using var trainer = paper.Trainer(paper.Tiny);
        trainer.SaveOriginal(folder.FullName);
        using var wider = paper.Trainer(paper.Wider(paper.Tiny));
        var error = Assert.Throws<StateDictException>(() => wider.ResumeOriginal(folder.FullName));
        Assert.Contains(paper.FirstConvolution, error.Message);
        Assert.Contains("gen_00000000.pt", error.Message);
    }

    [Fact]
    public void LoadWeights_LegacyFile_EqualsTheZipFile()
    {
        using var scope = NewDisposeScope();
        using var zip = paper.Trainer(paper.Golden);
        using var legacy = paper.Trainer(paper.Golden, seed: 2);
        zip.LoadWeights(paper.GoldenFile("ckpt/gen_00000002.pt"));
        legacy.LoadWeights(paper.GoldenFile("ckpt_legacy/gen_00000002.pt"));
        AssertSameNetworks(zip, legacy, "gen_");
    }

    [Fact]
    public void SaveWeights_File_HoldsNamesAndConfiguration()
    {
        using var scope = NewDisposeScope();
        using var trainer = paper.Trainer(paper.Tiny);
        trainer.SaveWeights(Path("w.safetensors"));
        using var file = Safetensors.Load(Path("w.safetensors"));
        Assert.Equal(paper.System, file.Metadata["system"]);
        Assert.Equal(paper.Tiny, paper.Parse(file.Metadata["config"]));
        Assert.Equal(2 * StateDict.Of(trainer.NamedNetworks[0].Network).Count, file.Tensors.Count);
        Assert.Contains($"a.{paper.FirstConvolution}", file.Tensors.Keys);
        using var other = paper.Trainer(paper.Tiny, seed: 3);
        other.LoadWeights(Path("w.safetensors"));
        AssertSameNetworks(trainer, other, "gen_");
    }

    [Fact]
    public void Trainer_PerceptualLossWithoutWeights_NamesTheFile()
    {
        var error = Assert.Throws<FileNotFoundException>(
            () => paper.Trainer(paper.Tiny with { PerceptualWeight = 1, VggModelPath = folder.FullName }));
        Assert.Contains(System.IO.Path.Combine("models", "vgg16.weight"), error.Message);
        Assert.Contains("vgg_w", error.Message);
    }

    private protected string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    /// <summary>A fresh trainer that takes up files takes the same two steps as the one that wrote them.</summary>
    private void AssertGoesOn(TwoDomainTrainer<TDraws> straight, string from, TConfig config)
    {
        using var resumed = paper.Trainer(config, seed: 5);
        Assert.Equal(straight.Iteration, resumed.ResumeOriginal(from));
        var (xA, xB) = Batch(2, 24, 24, ScalarType.Float32);
        for (int i = 0; i < 2; i++)
        {
            var draws = paper.Draw(straight, xA, xB);
            Assert.Equal(straight.Step(xA, xB, draws), resumed.Step(xA, xB, draws));
        }
        AssertSameNetworks(straight, resumed);
    }

    /// <summary>Networks and optimizers in a form that needs no pickle, for check_training.py to compare
    /// with.</summary>
    private static void SaveAll(TwoDomainTrainer trainer, string path)
    {
        var tensors = new Dictionary<string, Tensor>();
        var names = new Dictionary<string, string>();
        foreach (var (name, network) in trainer.NamedNetworks)
        {
            foreach (var (key, value) in StateDict.Of(network)) tensors[$"{name}.{key}"] = value.detach();
        }
        foreach (var (player, adam) in new[]
        {
            ("gen", trainer.GeneratorOptimizer), ("dis", trainer.DiscriminatorOptimizer),
        })
        {
            var handles = trainer.NamedNetworks.SelectMany(entry => entry.Network.named_parameters().Select(
                    parameter => (parameter.parameter.Handle, Name: $"{entry.Name}.{parameter.name}")))
                .DistinctBy(entry => entry.Handle).ToDictionary(entry => entry.Handle, entry => entry.Name);
            names[player] = string.Join(' ', adam.Parameters.Select(parameter => handles[parameter.Handle]));
            for (int i = 0; i < adam.States.Count; i++)
            {
                tensors[$"{player}.{i}.exp_avg"] = adam.States[i].Mean;
                tensors[$"{player}.{i}.exp_avg_sq"] = adam.States[i].Square;
            }
        }
        Safetensors.Save(path, tensors, names);
    }
}

using Unpaired.Funit;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tests.Funit;

public sealed class FunitConfigTests : IDisposable
{
    private const string Published = """
        # logger options
        image_save_iter: 2500
        image_display_iter: 100
        snapshot_save_iter: 5000
        log_iter: 1
        # optimization options
        max_iter: 100000
        weight_decay: 0.0001
        lr_gen: 0.0001
        lr_dis: 0.0002
        init: kaiming
        # model options
        gan_w: 1
        fm_w: 1
        r_w: 0.1
        gen:
          nf: 64
          n_res_blks: 2
          nf_mlp: 256
          latent_dim: 64
          n_mlp_blks: 3
          n_downs_content: 3
          n_downs_class: 4
        dis:
          nf: 64
          n_res_blks: 10
          num_classes: 119
        # data options
        num_workers: 4
        batch_size: 64
        new_size: 140
        crop_image_height: 128
        crop_image_width: 128
        data_folder_train: ./datasets/animals
        data_list_train: ./datasets/animals_list_train.txt
        data_folder_test: ./datasets/animals
        data_list_test: ./datasets/animals_list_test.txt
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired funit config ");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void FromYaml_PublishedFile_IsThePresetWithCrossedRates()
    {
        string path = Path.Combine(folder.FullName, "funit_animals.yaml");
        File.WriteAllText(path, Published);
        var config = FunitConfig.FromYaml(path);
        Assert.Equal(1e-4, config.DiscriminatorLearningRate); // lr_gen
        Assert.Equal(2e-4, config.GeneratorLearningRate); // lr_dis
        Assert.Equal(FunitConfig.Animals, config with { GeneratorLearningRate = 1e-4 });
    }

    [Fact]
    public void Trainer_CrossedRates_ReachTheOtherNetwork()
    {
        using var trainer = new FunitTrainer(FunitConfig.Read(
            "{\"lr_gen\": 0.5, \"lr_dis\": 0.25, \"gen\": {\"nf\": 2}, \"dis\": {\"nf\": 2, \"n_res_blks\": 2}}",
            "test"));
        Assert.Equal(0.5, trainer.DiscriminatorOptimizer.LearningRate);
        Assert.Equal(0.25, trainer.GeneratorOptimizer.LearningRate);
    }

    [Fact]
    public void ToYaml_ReadAgain_IsTheSame()
    {
        var tiny = FunitSamples.TinyConfig with { StepSize = 7 };
        foreach (var config in new[] { FunitConfig.Animals, FunitConfig.Seminar64, FunitConfig.Seminar32, tiny })
        {
            Assert.Equal(config, FunitConfig.Parse(config.ToYaml(), "again"));
            Assert.Equal(config.GetHashCode(), FunitConfig.Parse(config.ToYaml(), "again").GetHashCode());
        }
    }

    [Fact]
    public void Parse_PolicyStep_IsReadAndChangesNothing()
    {
        var config = FunitConfig.Parse("lr_policy: step\nstep_size: 1\ngamma: 0.5\n" + Published, "file");
        Assert.Equal(("step", 1, 0.5), (config.LearningRatePolicy, config.StepSize, config.Gamma));
        using var trainer = new FunitTrainer(
            FunitSamples.TinyConfig with { LearningRatePolicy = "step", StepSize = 1 });
        using var scope = NewDisposeScope();
        var (xA, lA, xB, lB) = FunitSamples.Batch(1);
        for (int i = 0; i < 2; i++) trainer.Step(xA, lA, xB, lB);
        Assert.Equal(FunitSamples.TinyConfig.GeneratorLearningRate, trainer.GeneratorOptimizer.LearningRate);
    }

    [Theory]
    [InlineData("lr_gen: 0.0001", "lr: 0.0001", "file: unknown key 'lr'")]
    [InlineData("latent_dim: 64", "style_dim: 8", "file: unknown key 'gen.style_dim'")]
    [InlineData("batch_size: 64", "batch_size: many", "'batch_size': expected a whole number; got 'many'")]
    [InlineData("batch_size: 64", "batch_size: 0", "'batch_size': expected a number not below 1; got 0")]
    [InlineData("n_res_blks: 10", "n_res_blks: 9", "'dis.n_res_blks': expected an even number")]
    [InlineData("n_res_blks: 2", "n_res_blks: 0", "'gen.n_res_blks': expected a number not below 1; got 0")]
    [InlineData("num_classes: 119", "num_classes: 0", "'dis.num_classes'")]
    [InlineData("n_downs_content: 3", "n_downs_content: 40", "'gen.n_downs_content': expected a content code")]
    [InlineData("new_size: 140", "new_size: 100", "'new_size': expected at least the crop's shorter side, 128; got")]
    [InlineData("crop_image_width: 128", "crop_image_width: 124", "multiples of 8 (2^n_downs_content)")]
    [InlineData("n_downs_class: 4", "n_downs_class: 8", "too small for 8 halvings (n_downs_class)")]
    [InlineData("n_res_blks: 10", "n_res_blks: 16", "too small for 16 blocks (n_res_blks): the last map")]
    [InlineData("init: kaiming", "init: lucky", "'init': expected one of gaussian")]
    [InlineData("gan_w: 1", "lr_policy: cosine", "'lr_policy': expected constant or step; got cosine")]
    public void Parse_Impossible_NamesFileAndKey(string line, string instead, string message)
    {
        string text = Published.Replace(line + "\n", instead + "\n", StringComparison.Ordinal);
        Assert.NotEqual(Published, text);
        var error = Assert.Throws<ArgumentException>(() => FunitConfig.Parse(text, "file"));
        Assert.Contains(message, error.Message);
        Assert.StartsWith("file: ", error.Message);
    }

    [Theory]
    [InlineData(nameof(FunitConfig.Seminar32), 2_000_000)]
    [InlineData(nameof(FunitConfig.Seminar64), 4_000_000)]
    public void Seminar_WeightsInHalfPrecision_AreSmall(string preset, int bytes)
    {
        string path = Path.Combine(folder.FullName, "weights.safetensors");
        var config = preset == nameof(FunitConfig.Seminar32) ? FunitConfig.Seminar32 : FunitConfig.Seminar64;
        using var trainer = new FunitTrainer(config);
        trainer.SaveWeights(path, ScalarType.Float16);
        Assert.InRange(new FileInfo(path).Length, 1, bytes);
        Assert.Equal(InitializationKind.Kaiming, config.Validated().Initialization);
    }
}

using Unpaired.CocoFunit;
using Unpaired.Layers;

namespace Unpaired.Tests.CocoFunit;

public sealed class CocoFunitConfigTests
{
    private const string Published = """
        logging_iter: 100
        image_save_iter: 10000
        max_iter: 150000
        trainer:
            type: imaginaire.trainers.funit
            model_average_config:
                enabled: True
                beta: 0.999
                start_iteration: 1000
                num_batch_norm_estimation_iterations: 30
            amp_config:
                enabled: True
            gan_mode: hinge
            gan_relativistic: False
            loss_weight:
                gan: 1
                feature_matching: 1
                image_recon: 0.1
            init:
                type: none
                gain: 1
        gen_opt: &opt
            type: adam
            lr: 0.0001
            adam_beta1: 0.0
            adam_beta2: 0.999
            lr_policy:
                iteration_mode: True
                type: step
                step_size: 100000
                gamma: 0.5
        dis_opt: *opt
        gen:
            type: imaginaire.generators.coco_funit
            num_filters: 64
            num_filters_mlp: 256
            style_dims: 64
            usb_dims: 1024
            num_res_blocks: 2
            num_mlp_blocks: 3
            num_downsamples_style: 5
            num_downsamples_content: 4
        dis:
            type: imaginaire.discriminators.funit
            num_filters: 64
            max_num_filters: 1024
            num_layers: 6
            weight_norm_type: spectral
            num_classes: 149
        data:
            name: animal_faces
            input_types:
                - images_content:
                    ext: jpg
                - images_style:
                    ext: jpg
            train:
                roots:
                    - projects/coco_funit/data/lmdb/training/animal_faces
                batch_size: 8
                augmentations:
                    resize_smallest_side: 270
                    rotate: 0
                    random_scale_limit: 0.1
                    horizontal_flip: True
                    random_crop_h_w: 256, 256
        """;

    [Fact]
    public void Parse_PublishedFile_IsTheAnimalFacesPreset()
    {
        var config = CocoFunitConfig.Parse(Published, "animal_faces.yaml");
        Assert.Equal(CocoFunitConfig.AnimalFaces, config);
        Assert.Equal(
            [
                "image_save_iter", "trainer.model_average_config.num_batch_norm_estimation_iterations",
                "trainer.amp_config", "data.name", "data.input_types", "data.train.roots",
                "data.train.augmentations.rotate",
            ],
            config.Ignored);
    }

    [Fact]
    public void Parse_FileThatMentionsNothing_HasImaginairesDefaults()
    {
        var config = CocoFunitConfig.Read("max_iter: 5", "x.yaml");
        Assert.Equal((5, 2, 4), (
            config.MaxIterations, config.Generator.ContentDownsamplings, config.Generator.StyleDownsamplings));
        Assert.False(config.Average.Enabled);
        Assert.Equal((0.9999, 1000, true),
            (config.Average.Decay, config.Average.StartIteration, config.Average.RemoveSpectral));
        Assert.Equal(WeightNormalization.None, config.Discriminator.Weights);
    }

    [Fact]
    public void ToYaml_EveryPreset_ReadsBack()
    {
        foreach (var preset in new[]
        {
            CocoFunitConfig.AnimalFaces, CocoFunitConfig.AnimalFaces119, CocoFunitConfig.Mammals,
            CocoFunitConfig.FunitAnimalFaces, CocoFunitConfig.Seminar64, CocoFunitConfig.Seminar64Funit,
            CocoFunitConfig.Seminar32, CocoFunitConfig.Seminar32Funit,
            CocoFunitSamples.TinyConfig with
            {
                GanMode = GanMode.NonSaturated,
                Start = LayeredStart.KaimingLinear,
                GeneratorOptimizer = new ImaginaireOptimizerConfig
                {
                    Policy = RatePolicy.Linear,
                    DecayStart = 3,
                    DecayEnd = 9,
                    DecayTarget = 0.25,
                    GradientLimit = 2,
                },
            },
        })
        {
            var again = CocoFunitConfig.Parse(preset.Validated().ToYaml(), "again");
            Assert.Equal(preset.ToYaml(), again.ToYaml());
            Assert.Equal(preset with { Ignored = again.Ignored }, again);
            Assert.Equal(preset.Generator, again.Generator);
            Assert.Equal(preset.GeneratorOptimizer, again.GeneratorOptimizer);
            Assert.Equal(preset.Pictures, again.Pictures);
            Assert.Empty(again.Ignored);
        }
    }

    [Theory]
    [InlineData("gen:\n  num_filter: 64", "unknown key 'gen.num_filter'. Known keys there: type, num_filters")]
    [InlineData("generator: 1", "unknown key 'generator'")]
    [InlineData("gen: 3", "'gen': expected 'key: value' lines below it")]
    [InlineData("gen:\n  num_filters: [1, 2]", "'gen.num_filters': expected one value")]
    [InlineData("gen:\n  num_filters: many", "'gen.num_filters': expected a whole number; got 'many'")]
    [InlineData("gen:\n  num_filters: 0", "'gen.num_filters': expected a number not below 1; got 0")]
    [InlineData("gen:\n  type: imaginaire.generators.spade", "expected one of imaginaire.generators.coco_funit")]
    [InlineData("gen:\n  weight_norm_type: batch", "expected one of none, spectral, weight; got 'batch'")]
    [InlineData("dis:\n  padding_mode: circular", "expected one of reflect, replicate, zeros")]
    [InlineData("dis_opt:\n  type: sgd", "'dis_opt.type': expected adam; got 'sgd'")]
    [InlineData("dis_opt:\n  adam_beta1: 1", "'dis_opt.adam_beta1': expected a number from 0 to below 1")]
    [InlineData("gen_opt:\n  lr_policy: {type: step, gamma: 0.5}", "'gen_opt.lr_policy.iteration_mode': expected True")]
    [InlineData("trainer:\n  gan_mode: lsgan", "expected one of hinge, least_square, non_saturated, softplus")]
    [InlineData("trainer:\n  gan_relativistic: True", "this library has only 'False'; got 'True'")]
    [InlineData("trainer:\n  aug_policy: color", "'trainer.aug_policy'")]
    [InlineData("trainer:\n  loss_weight: {gan: 0}", "'trainer.loss_weight.gan': expected a number above 0")]
    [InlineData("trainer:\n  model_average_config: {enabled: maybe}", "expected True or False; got 'maybe'")]
    [InlineData("trainer:\n  model_average_config: {enabled: True}\ngen:\n  weight_norm_type: weight",
        "weights of gen.weight_norm_type weight cannot be averaged")]
    [InlineData("data:\n  train:\n    augmentations: {random_crop_h_w: 24}", "expected height, width; got '24'")]
    [InlineData("data:\n  train:\n    augmentations: {random_crop_h_w: '26, 32'}", "expected multiples of 4")]
    [InlineData("data:\n  train:\n    augmentations: {random_crop_h_w: '8, 32'}",
        "gen.num_downsamples_content: pictures of 8 x 32 (data.train")]
    [InlineData("data:\n  train:\n    augmentations: {random_crop_h_w: '16, 32'}\ngen:\n  num_downsamples_style: 2",
        "dis.num_layers: pictures of 16 x 32")]
    [InlineData("a: [", "not YAML: line")]
    [InlineData("- 1", "expected one YAML document of 'key: value' lines")]
    public void Parse_Wrong_NamesFileKeyAndExpectation(string yaml, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => CocoFunitConfig.Parse(yaml, "some.yaml"));
        Assert.StartsWith("some.yaml: ", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void FromYaml_GoldenFiles_AreReadAsTheyAre()
    {
        var coco = CocoFunitConfig.FromYaml(CocoFunitGoldens.File("coco-funit.yaml"));
        Assert.Equal(("coco-funit", 10, 12), (
            coco.SystemName, coco.Generator.StyleBiasSize, coco.Discriminator.MaximumWidth));
        var funit = CocoFunitConfig.FromYaml(CocoFunitGoldens.File("imaginaire-funit/imaginaire-funit.yaml"));
        Assert.Equal(("imaginaire-funit", 4), (funit.SystemName, funit.Generator.MlpBlocks));
        Assert.Throws<FileNotFoundException>(() => CocoFunitConfig.FromYaml("nowhere.yaml"));
    }

    [Fact]
    public void Cost_Parameters_AreThoseOfTheNetworks()
    {
        var published = CocoFunitCost.Of(CocoFunitConfig.AnimalFaces119, 256, 256);
        Assert.Equal(92_008_257, published[^1].Parameters);
        Assert.Equal(121_562_307, published.Take(4).Sum(network => network.Parameters));
        foreach (var config in new[]
        {
            CocoFunitSamples.TinyConfig, CocoFunitConfig.Seminar64Funit, CocoFunitConfig.Seminar32,
            CocoFunitConfig.Seminar32Funit,
        })
        {
            using var generator = new CocoFunitGenerator(config.Generator);
            using var discriminator = new CocoFunitDiscriminator(config.Discriminator);
            long own = generator.parameters().Concat(discriminator.parameters()).Sum(parameter => parameter.numel());
            var cost = CocoFunitCost.Of("x", config);
            Assert.Equal(own, cost.Parameters);
            Assert.True(cost.MultiplyAdds > cost.Parameters);
        }
    }

    [Fact]
    public void SeminarPresets_Generator_FitsIntoARepositoryInFloat16()
    {
        foreach (var (config, bytes) in new[]
        {
            (CocoFunitConfig.Seminar64, 3.9e6), (CocoFunitConfig.Seminar64Funit, 3.9e6),
            (CocoFunitConfig.Seminar32, 0.6e6), (CocoFunitConfig.Seminar32Funit, 0.6e6),
        })
        {
            using var generator = new CocoFunitGenerator(config.Generator);
            Assert.InRange(2 * generator.parameters().Sum(parameter => parameter.numel()), bytes / 2, bytes);
        }
    }

    [Fact]
    public void SeminarPresets_ContentCode_IsEightByEight()
    {
        foreach (var config in new[] { CocoFunitConfig.Seminar64, CocoFunitConfig.Seminar32Funit })
            Assert.Equal(8, config.Pictures.CropHeight >> config.Generator.ContentDownsamplings);
    }

    [Fact]
    public void SeminarPresets_Rivals_DifferInTheConditioningOnly()
    {
        foreach (var (own, rival) in new[]
        {
            (CocoFunitConfig.Seminar64, CocoFunitConfig.Seminar64Funit),
            (CocoFunitConfig.Seminar32, CocoFunitConfig.Seminar32Funit),
        })
        {
            Assert.NotEqual(own, rival);
            Assert.Equal(own, rival with { Generator = rival.Generator with { ContentConditioned = true } });
        }
    }
}

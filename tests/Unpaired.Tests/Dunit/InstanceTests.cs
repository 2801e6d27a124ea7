using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Dunit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Dunit;

public sealed class InstanceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_NoBoxes_EqualsDritBitForBit(bool concatenates)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var config = DunitRuns.Tiny with { Concatenates = concatenates };
        using var networks = new DunitNetworks(config, random, ScalarType.Float32, CPU);
        var (a, _) = DunitRuns.Batch(ScalarType.Float32);
        var content = networks.Content.Encode(a, Domain.A);
        var style = randn(2, 8);
        var drit = networks.Painter.Decode(content, style, Domain.B);

        Assert.Null(networks.EncodeInstances(a, [], Domain.A));
        Assert.True(drit.Equals(networks.Decode(content, style, Domain.B, null)));
        var codes = networks.EncodeInstances(a, [new PlacedBox(1, 4, 4, 20, 20)], Domain.A)!;
        var merged = networks.Decode(content, style, Domain.B, codes);
        Assert.True(drit[0].Equals(merged[0]), "a picture without boxes");
        Assert.False(drit[1].Equals(merged[1]), "a picture with a box");
    }

    [Theory]
    [InlineData(TrainingMode.Faithful)]
    [InlineData(TrainingMode.Fast)]
    public void Step_SceneWithoutBoxes_MovesTheNetworksAsDritDoes(TrainingMode mode)
    {
        using var scope = NewDisposeScope();
        var config = DunitRuns.Tiny with
        {
            DetectorIterations = 0,
            ContentIterations = 1,
            ConsistencyWeight = 0,
            SelfConsistencyWeight = 0,
        };
        using var dunit = new DunitTrainer(config, mode);
        using var drit = new DunitTrainer(config with { HasInstances = false }, mode);
        foreach (var (name, network) in drit.Networks.Named) // the instance branch draws too, so weights are copied
            StateDict.LoadInto(
                network, StateDict.Of(dunit.Networks.Named.Single(e => e.Name == name).Network), name);
        var (a, b) = DunitRuns.Batch(ScalarType.Float32);
        IReadOnlyList<LossValue> Step(DunitTrainer trainer)
        {
            using var random = new Generator(9);
            return trainer.StepAll(a, b, [], [], shape => empty(shape).normal_(0, 1, random));
        }
        var (expected, actual) = (Step(drit), Step(dunit));
        Assert.Equal(expected, actual);
        foreach (var (name, network) in drit.Networks.Named)
        {
            var other = StateDict.Of(dunit.Networks.Named.Single(e => e.Name == name).Network);
            foreach (var (key, value) in StateDict.Of(network))
                Assert.True(value.Equals(other[key]), $"{name}.{key}");
        }
    }

    [Theory]
    [InlineData(true, 1, 1)]
    [InlineData(false, 1, 1)]
    [InlineData(true, 1, 70)]
    [InlineData(false, 33, 2)]
    public void Translate_PictureOfAPixel_KeepsItsSize(bool concatenates, int width, int height)
    {
        using var trainer = new DunitTrainer(DunitRuns.Tiny with { Concatenates = concatenates });
        trainer.Networks.Train(false);
        using var translator = DunitTranslator.Of(trainer);
        var picture = new Picture(width, height, new byte[3 * width * height]);
        using var style = translator.EncodeStyle(picture, Domain.B);

        foreach (var boxes in new IReadOnlyList<PictureBox>?[] { null, [], [new PictureBox(1, 0, 0, width, height)] })
        {
            var drawn = translator.Translate(picture, style, Direction.AtoB, boxes);
            Assert.Equal((width, height), (drawn.Width, drawn.Height));
        }
    }

    [Fact]
    public void Merge_OneBoxOverAll_IsTheInstanceAndGammaWeighsIt()
    {
        using var scope = NewDisposeScope();
        var (global, instance) = (zeros(1, 1, 4, 4), ones(1, 1, 2, 2));
        PlacedBox[] all = [new(0, 0, 0, 16, 16)];
        Assert.Equal(1, InstanceMerging.Merge(global, instance, all, 1).min().item<float>());
        Assert.Equal(0.25f, InstanceMerging.Merge(global, instance, all, 0.25).max().item<float>());
        Assert.Equal(0, InstanceMerging.Merge(global, instance, all, 0).max().item<float>());
    }

    [Fact]
    public void Merge_ManyBoxesBeyondTheBorder_TakesTheirMean()
    {
        using var scope = NewDisposeScope();
        var global = zeros(1, 1, 4, 4);
        var instances = arange(0, 9, dtype: ScalarType.Float32).view(9, 1, 1, 1).expand(9, 1, 2, 2);
        PlacedBox[] boxes = [.. Enumerable.Range(0, 9).Select(_ => new PlacedBox(0, -8, -8, 9, 30))];
        var merged = InstanceMerging.Merge(global, instances, boxes, 1);
        Assert.Equal(4, merged[0, 0, 3, 1].item<float>());
        Assert.Equal(0, merged[0, 0, 0, 2].item<float>()); // its centre is at 10
    }

    [Fact]
    public void Choice_OfTruth_ClipsAndLeavesOutWhatIsSmall()
    {
        var config = DunitRuns.Tiny with { MostInstances = 2 };
        var chosen = InstanceChoice.OfTruth(DunitRuns.Boxes, 32, 32, config);
        Assert.Equal([256.0, 225], chosen.Select(box => (box.Right - box.Left) * (box.Bottom - box.Top)));
        var all = InstanceChoice.OfTruth(DunitRuns.Boxes, 32, 32, DunitRuns.Tiny);
        Assert.Equal((32.0, 32.0), (all[2].Right, all[2].Bottom));
        Assert.Equal(3, all.Count);
    }

    [Fact]
    public void Cut_MirroredWindow_MovesBoxesAndDropsThoseMostlyGone()
    {
        IReadOnlyList<PictureBox> boxes = [new(1, 4, 4, 8, 8), new(2, 0, 0, 5, 4), new(3, 13, 4, 17, 8)];
        var cut = DunitTrainingData.Cut(boxes, 4, 2, 10, mirrored: true);
        var only = Assert.Single(cut, box => box.Label == 1);
        Assert.Equal((6.0, 2.0, 10.0, 6.0), (only.Left, only.Top, only.Right, only.Bottom));
        Assert.DoesNotContain(cut, box => box.Label == 2); // a tenth is left
        Assert.Contains(cut, box => box.Label == 3); // a quarter is left
    }

    [Fact]
    public void Consistency_EmptyAndEqual_AreZero()
    {
        using var scope = NewDisposeScope();
        var none = new LabelledBoxes(empty(0, 4), []);
        Assert.Equal(0, InstanceConsistency.Loss([none], [none]).item<float>());
        var some = new LabelledBoxes(tensor(new float[,] { { 0, 0, 4, 4 }, { 2, 2, 9, 8 } }), [1, 2]);
        Assert.Equal(0, InstanceConsistency.Loss([none, some], [none, some]).item<float>(), 1e-6);
        Assert.Equal(1, InstanceConsistency.Loss([some], [none]).item<float>());
        Assert.Contains("Expected references", Assert.Throws<ArgumentException>(
            () => InstanceConsistency.Loss([some], [])).Message);
    }

    [Fact]
    public void Detector_Boxes_CarryAGradientToThePicture()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DunitTrainer(DunitRuns.Tiny, dtype: ScalarType.Float64);
        var picture = DunitRuns.Batch().A.narrow(0, 0, 1).detach().requires_grad_(true);
        var found = trainer.Detector!.FindDifferentiably(picture)[0];
        Assert.NotEmpty(found.Labels);
        var reference = new LabelledBoxes(found.Boxes.detach() + 1, found.Labels);
        InstanceConsistency.Loss([found], [reference]).backward();
        Assert.True(picture.grad!.abs().sum().item<double>() > 0);
        Assert.All(trainer.Detector.Network.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void ReleasedScores_EmptyLists_AreZeroOrRefused()
    {
        PictureBox[] one = [new(1, 0, 0, 4, 4)];
        Assert.Equal(0, ReleasedBoxScores.Score([], one));
        Assert.Throws<ArgumentException>(() => ReleasedBoxScores.Score([], one, generalized: true));
        Assert.Equal([double.NaN], ReleasedBoxScores.Loss([[]], [[]], reduction: LossReduction.None));
    }
}

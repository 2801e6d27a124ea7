using Unpaired.Data;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public class CounterfactualErrorTests
{
    private static readonly ObjectsWorld World = new(32);

    [Fact]
    public void Between_HandWorkedPictures_IsMeanDifferenceOnTheNetworksScale()
    {
        var black = new Picture(2, 1, [0, 0, 0, 0, 0, 0]);
        var half = new Picture(2, 1, [255, 255, 255, 0, 0, 0]);
        Assert.Equal(0, CounterfactualError.Between(black, black));
        Assert.Equal(1, CounterfactualError.Between(black, half), 12);
        using var a = black.ToTensor();
        using var b = half.ToTensor();
        Assert.Equal((a - b).abs().mean().item<float>(), (float)CounterfactualError.Between(black, half), 1e-6f);
    }

    [Fact]
    public void Evaluate_HandWorkedPairs_GivesMeanAndStandardError()
    {
        var black = new Picture(1, 1, [0, 0, 0]);
        var white = new Picture(1, 1, [255, 255, 255]);
        var error = CounterfactualError.Evaluate([(black, black), (white, black), (black, black), (white, black)]);
        Assert.Equal(4, error.Count);
        Assert.Equal(1, error.Mean, 12);
        Assert.Equal(Math.Sqrt(4.0 / 3 / 4), error.StandardError, 12);
        Assert.Null(error.Foreground);
        Assert.True(double.IsNaN(CounterfactualError.Evaluate([(white, black)]).StandardError));
        Assert.Equal("1.000 ± 0.577 (4 pictures)", error.ToString());
    }

    [Fact]
    public void Evaluate_WithMask_SplitsObjectFromBackground()
    {
        var truth = new Picture(2, 1, [0, 0, 0, 0, 0, 0]);
        var translation = new Picture(2, 1, [255, 255, 255, 0, 0, 0]);
        var mask = new Picture(2, 1, [255, 255, 255, 0, 0, 0]);
        var error = CounterfactualError.Evaluate([(translation, truth, mask)]);
        Assert.Equal(2, error.Foreground!.Value, 9);
        Assert.Equal(0, error.Background!.Value, 9);
        Assert.Equal(1, error.Mean, 9);
    }

    [Fact]
    public void Evaluate_TruthItself_IsPerfectAndItsSilhouetteIsFound()
    {
        var test = new ObjectsTestSet(new ObjectsWorld(64), 60, 2);
        var error = CounterfactualError.Evaluate(
            test.Pairs().Select(p => (p.Truth, p.Truth, test.World.RenderMask(p.Content))));
        Assert.Equal(0, error.Mean);
        Assert.InRange(error.SilhouetteOverlap!.Value, 0.95, 1);
        var wrong = CounterfactualError.Evaluate(
            test.Pairs().Select(p => (p.StyleExample, p.Truth, test.World.RenderMask(p.Content))));
        Assert.InRange(wrong.SilhouetteOverlap!.Value, 0.1, 0.75);
    }

    [Fact]
    public void Baselines_WithoutTheContent_AreWorseThanWithoutTheStyle()
    {
        var test = new ObjectsTestSet(World, 80, 4);
        var train = new ObjectsDataset(World, Domain.B, 300, 4);
        var pictures = Enumerable.Range(0, train.Count).Select(i => train[i]).ToList();
        var copy = CounterfactualBaselines.CopyInput(test);
        var mean = CounterfactualBaselines.Constant(test, CounterfactualBaselines.MeanImage(pictures));
        var constant = CounterfactualBaselines.Constant(test, CounterfactualBaselines.BestConstant(pictures));
        var withoutStyle = CounterfactualBaselines.WithoutStyle(test, 24);
        var example = CounterfactualBaselines.StyleExample(test);
        var all = $"copy {copy}, mean {mean}, constant {constant}, without style {withoutStyle}, example {example}";
        Assert.True(mean.Mean > constant.Mean, all);
        Assert.All((CounterfactualError[])[copy, mean, constant, example],
            baseline => Assert.True(baseline.Mean > 1.5 * withoutStyle.Mean, all));
        Assert.InRange(withoutStyle.Mean, 0.1, 0.25);
    }

    [Fact]
    public void BestConstant_OfPicturesItself_HasLeastError()
    {
        var train = new ObjectsDataset(World, Domain.B, 101, 4);
        var pictures = Enumerable.Range(0, train.Count).Select(i => train[i]).ToList();
        var median = CounterfactualBaselines.BestConstant(pictures);
        var best = CounterfactualError.Evaluate(pictures.Select(p => (median, p))).Mean;
        foreach (var shift in (int[])[-9, 9])
        {
            var other = new Picture(32, 32, [.. median.Rgb.ToArray().Select(v => (byte)Math.Clamp(v + shift, 0, 255))]);
            Assert.True(CounterfactualError.Evaluate(pictures.Select(p => (other, p))).Mean > best);
        }
        var mean = CounterfactualBaselines.MeanImage(pictures);
        Assert.True(CounterfactualError.Evaluate(pictures.Select(p => (mean, p))).Mean > best);
    }

    [Fact]
    public void Evaluate_NothingOrDifferentSizes_Throws()
    {
        Assert.Contains("got none", Assert.Throws<ArgumentException>(() =>
            CounterfactualError.Evaluate(Array.Empty<(Picture, Picture)>())).Message);
        var small = new Picture(1, 1, [0, 0, 0]);
        var wide = new Picture(2, 1, [0, 0, 0, 0, 0, 0]);
        Assert.Contains("1 x 1 and 2 x 1", Assert.Throws<ArgumentException>(() =>
            CounterfactualError.Between(small, wide)).Message);
        Assert.Throws<ArgumentException>(() => CounterfactualBaselines.MeanImage([]));
        Assert.Throws<ArgumentException>(() => CounterfactualBaselines.BestConstant([small, wide]));
        Assert.Throws<ArgumentException>(() => Silhouette.Overlap([true], [true, false]));
    }
}

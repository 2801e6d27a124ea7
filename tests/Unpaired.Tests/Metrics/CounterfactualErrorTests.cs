using Unpaired.Data;
using Unpaired.Metrics;

namespace Unpaired.Tests.Metrics;

public sealed class CounterfactualErrorTests
{
    private static Picture Flat(params byte[] rgb) => new(1, 1, rgb);

    [Fact]
    public void Between_BlackAndWhite_IsTwo()
    {
        Assert.Equal(2, CounterfactualError.Between(Flat(0, 0, 0), Flat(255, 255, 255)), 12);
        Assert.Equal(0, CounterfactualError.Between(Flat(9, 8, 7), Flat(9, 8, 7)));
        Assert.Equal(51 / 127.5 / 3, CounterfactualError.Between(Flat(51, 0, 0), Flat(0, 0, 0)), 12);
    }

    [Fact]
    public void Between_Pictures_EqualsTheDifferenceOfTheirTensors()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var random = new Random(1);
        var bytes = new byte[2 * 5 * 4 * 3];
        random.NextBytes(bytes);
        Picture a = new(5, 4, bytes[..60]), b = new(5, 4, bytes[60..]);
        double wanted = (a.ToTensor() - b.ToTensor()).abs().mean().item<float>();
        Assert.Equal(wanted, CounterfactualError.Between(a, b), 6);
    }

    [Fact]
    public void StandardError_OfFourPictures_IsThatOfTheTextbook()
    {
        var error = new CounterfactualError("m", [1, 2, 3, 4]);
        Assert.Equal(2.5, error.Mean);
        Assert.Equal(Math.Sqrt(5.0 / 3 / 4), error.StandardError, 12);
        Assert.Equal(0, new CounterfactualError("m", [1]).StandardError);
    }

    [Fact]
    public void Of_OtherNumberOrSize_SaysWhatCame()
    {
        var few = Assert.Throws<ArgumentException>(() => CounterfactualError.Of("copy", [Flat(1, 1, 1)], []));
        Assert.Contains("copy", few.Message);
        Assert.Contains("1 and 0", few.Message);
        var size = Assert.Throws<ArgumentException>(
            () => CounterfactualError.Between(Flat(1, 1, 1), new Picture(1, 2, new byte[6])));
        Assert.Contains("1 x 1 and 1 x 2", size.Message);
    }

    [Fact]
    public void Diversity_OfThree_IsTheMeanOverTheirPairs()
    {
        Picture a = Flat(0, 0, 0), b = Flat(255, 255, 255);
        Assert.Equal(4.0 / 3, CounterfactualError.Diversity([a, b, b]), 12);
        Assert.Throws<ArgumentException>(() => CounterfactualError.Diversity([a]));
    }

    [Fact]
    public void ConstantPictures_MeanAndMedian_AreBestForTheirErrors()
    {
        Picture[] pictures = [Flat(0, 10, 200), Flat(30, 10, 0), Flat(255, 11, 0)];
        Assert.Equal([95, 10, 67], ConstantPictures.Mean(pictures).Rgb.ToArray());
        Assert.Equal([30, 10, 0], ConstantPictures.Median(pictures).Rgb.ToArray());
        Assert.Throws<ArgumentException>(() => ConstantPictures.Mean([]));
    }

    [Fact]
    public void Colourfulness_GreyAndRed_AreNoneAndAll()
    {
        Assert.Equal(0, Colourfulness.Of(Flat(80, 80, 80)));
        Assert.Equal(1, Colourfulness.Of(Flat(255, 0, 0)));
        Assert.Equal(0.5, Colourfulness.Of(new Picture(2, 1, [255, 0, 0, 4, 4, 4])));
    }
}

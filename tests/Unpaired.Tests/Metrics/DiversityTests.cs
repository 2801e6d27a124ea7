using Unpaired.Data;
using Unpaired.Metrics;

namespace Unpaired.Tests.Metrics;

public sealed class DiversityTests
{
    private static Picture Flat(params byte[] rgb) => new(1, 1, rgb);

    [Fact]
    public void Diversity_OfThree_IsTheMeanOverTheirPairs()
    {
        Picture a = Flat(0, 0, 0), b = Flat(255, 255, 255);
        Assert.Equal(4.0 / 3, Diversity.Of([a, b, b]), 12);
        Assert.Contains("got 1", Assert.Throws<ArgumentException>(() => Diversity.Of([a])).Message);
    }

    [Fact]
    public void Colourfulness_GreyAndRed_AreNoneAndAll()
    {
        Assert.Equal(0, Colourfulness.Of(Flat(80, 80, 80)));
        Assert.Equal(1, Colourfulness.Of(Flat(255, 0, 0)));
        Assert.Equal(0.5, Colourfulness.Of(new Picture(2, 1, [255, 0, 0, 4, 4, 4])));
    }
}

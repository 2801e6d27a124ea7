using System.Text.Json;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public class ObjectsFactorsTests
{
    [Fact]
    public void Factors_ThroughJson_AreEqualAndRenderIdentically()
    {
        var world = new ObjectsWorld(32);
        var random = new SplitMixRandom(2);
        for (var i = 0; i < 40; i++)
        {
            var content = world.SampleContent(random);
            var style = world.SampleStyle(random);
            var content2 = JsonSerializer.Deserialize<ObjectContent>(JsonSerializer.Serialize(content))!;
            var style2 = JsonSerializer.Deserialize<ObjectStyle>(JsonSerializer.Serialize(style))!;
            Assert.Equal(content, content2);
            Assert.Equal(content.GetHashCode(), content2.GetHashCode());
            Assert.Equal(style, style2);
            Assert.True(world.Render(content, style).Rgb.SequenceEqual(world.Render(content2, style2).Rgb));
        }
    }

    [Fact]
    public void Factors_InJson_AreNamed()
    {
        var json = JsonSerializer.Serialize(ObjectContent.Typical(ObjectKind.Teapot));
        Assert.Contains("\"Teapot\"", json);
        Assert.Contains("\"spout\":0.5", json);
    }

    [Fact]
    public void Content_FactorsOfAnotherKind_ThrowsNamingBoth()
    {
        var content = ObjectContent.Typical(ObjectKind.Fish) with { Kind = ObjectKind.Car };
        var error = Assert.Throws<ArgumentException>(() => new ObjectsWorld().RenderOutline(content));
        Assert.Contains("Car: expected shape factors cabin, length", error.Message);
        Assert.Contains("got depth, tail", error.Message);
    }

    [Theory, InlineData(1.01), InlineData(-0.01), InlineData(double.NaN)]
    public void Shape_OutsideRange_ThrowsNamingFactor(double value)
    {
        var shape = ObjectContent.Typical(ObjectKind.Fish).Shape;
        var error = Assert.Throws<ArgumentException>(() => shape.With("fork", value));
        Assert.Contains("'fork': expected a number in [0, 1]", error.Message);
    }

    [Fact]
    public void Shape_UnknownFactor_ThrowsWithTheKnownOnes()
    {
        var shape = ObjectContent.Typical(ObjectKind.Fish).Shape;
        var error = Assert.Throws<KeyNotFoundException>(() => shape.With("wing", 0.5));
        Assert.Contains("'wing'; there are depth, tail, fork, fin, snout", error.Message);
    }

    [Fact]
    public void Pose_OutsideRange_ThrowsNamingFactor()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new ObjectsWorld().RenderOutline(ObjectContent.Typical(ObjectKind.Mug) with { Scale = 1.5 }));
        Assert.Contains("Mug: expected Scale in [0.2, 1]; got 1.5", error.Message);
    }

    [Fact]
    public void Style_OutsideRange_ThrowsNamingFactor()
    {
        var error = Assert.Throws<ArgumentException>(() => new ObjectsWorld().Render(
            ObjectContent.Typical(ObjectKind.Mug), new ObjectStyle { Hue = 10, BackgroundGradient = double.NaN }));
        Assert.Contains("expected BackgroundGradient in [-1, 1]; got NaN", error.Message);
    }

    [Fact]
    public void Style_Hues_AreEvenInLightness()
    {
        // Judged by luma in a flat part of the fill: away from yellow, which starts lighter on purpose.
        var lightness = new List<double>();
        var content = ObjectContent.Typical(ObjectKind.House);
        for (var hue = 180; hue < 360; hue += 30)
        {
            var picture = new ObjectsWorld(64).Render(content, new ObjectStyle { Hue = hue, Saturation = 0.3 });
            var at = 3 * (40 * 64 + 32);
            lightness.Add(0.3 * picture.Rgb[at] + 0.59 * picture.Rgb[at + 1] + 0.11 * picture.Rgb[at + 2]);
        }
        Assert.InRange(lightness.Max() - lightness.Min(), 0, 30);
    }
}

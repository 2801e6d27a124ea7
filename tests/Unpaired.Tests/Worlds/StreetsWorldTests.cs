using System.Text.Json;
using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public class StreetsWorldTests
{
    public static TheoryData<int, int> Sizes => new()
    {
        { 64, 64 }, { 128, 64 }, { 64, 160 }, { 256, 256 }, { 512, 256 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void Render_AnySizeAndAspect_HasThatSizeAndContrast(int width, int height)
    {
        var world = new StreetsWorld(width, height);
        foreach (var domain in Enum.GetValues<StreetDomain>())
        {
            var picture = world.Render(Content(world, 3), world.SampleStyle(new SplitMixRandom(4), domain));
            Assert.Equal((width, height), (picture.Width, picture.Height));
            var values = picture.Rgb.ToArray().Order().ToArray();
            Assert.InRange(values[values.Length * 95 / 100] - values[values.Length / 20], 45, 255);
        }
    }

    [Fact]
    public void Sample_KnownSeed_StaysTheSameForEver()
    {
        // Shipped weights and published figures rest on these draws: a change here is a change of the data.
        var world = new StreetsWorld();
        var content = Content(world, 1);
        var style = world.SampleStyle(new SplitMixRandom(1), StreetDomain.Night);
        Assert.Equal(ExpectedEye, content.View.EyeHeight);
        Assert.Equal(ExpectedObjects, content.Objects.Count);
        Assert.Equal(ExpectedWalls, content.Buildings.Sum(b => b.Height), 6);
        Assert.Equal(ExpectedHue, style.NightHue);
    }

    private const double ExpectedEye = 2.6564;
    private const int ExpectedObjects = 14;
    private const double ExpectedWalls = 80.3488;
    private const double ExpectedHue = 301.3293;

    [Fact]
    public async Task Render_ManyThreads_SamePicturesAsOne()
    {
        var world = new StreetsWorld();
        var expected = Enumerable.Range(0, 12).Select(Draw).ToList();
        var again = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => Draw(i))));
        for (var i = 0; i < 12; i++)
            Assert.True(expected[i].AsSpan().SequenceEqual(again[i]), $"Picture {i} differs.");
        Assert.False(expected[0].AsSpan().SequenceEqual(expected[3]));

        byte[] Draw(int i) => world.Render(
            Content(world, i), world.SampleStyle(new SplitMixRandom(i), (StreetDomain)(i % 3))).Rgb.ToArray();
    }

    [Fact]
    public void Render_EveryStreet_NightIsDarkerThanRainAndRainThanDay()
    {
        var test = new StreetsTestSet(new StreetsWorld(), 40, 3);
        foreach (var pair in test.Pairs())
            Assert.True(Luma(pair.Night) < 0.75 * Luma(pair.Day), $"{Luma(pair.Night)} and {Luma(pair.Day)}");
        double Mean(StreetDomain domain) => test.Pairs().Average(pair => Luma(pair.Render(domain)));
        var (day, night, rain) = (Mean(StreetDomain.Day), Mean(StreetDomain.Night), Mean(StreetDomain.Rain));
        Assert.True(night < 0.72 * rain && rain < 0.85 * day, $"Day {day}, rain {rain}, night {night}.");
    }

    [Fact]
    public void Render_NightLights_AreWhereTheyBelong()
    {
        var world = new StreetsWorld(128);
        var night = new StreetStyle { Domain = StreetDomain.Night, LitWindows = 0 };
        var car = Car(0, 9) with { Oncoming = true, Parked = false, Paint = new StreetColour(250, 0.3, 0.01) };
        double Brightest(StreetCar one) => BrightestIn(world, Empty() with { Objects = new([one]) }, night);
        var (driving, parked) = (Brightest(car), Brightest(car with { Parked = true }));
        Assert.True(driving > 240 && parked < 160, $"Driving {driving}, parked {parked}.");

        var street = Empty() with { Buildings = new([House()]) };
        var changed = CounterfactualError.Between(world.Render(street, night),
            world.Render(street, night with { LitWindows = 1 }));
        Assert.True(changed > 0.01, $"Lit windows change the picture by {changed} only.");
    }

    [Fact]
    public void Render_SilhouettesOfAllStyles_AreAligned()
    {
        // The pixels that a parked yellow car changes end at the same places by day, at night and in rain.
        var world = new StreetsWorld(320);
        var street = Content(world, 5) with { Objects = FactorList<StreetObject>.Empty };
        var with = street with { Objects = new([Car(0.5, 8)]) };
        var box = Assert.Single(world.Boxes(with));
        var sets = Enum.GetValues<StreetDomain>().Select(domain =>
        {
            var style = world.SampleStyle(new SplitMixRandom(6), domain) with { RainDensity = 0, Wetness = 0 };
            return Changed(world.Render(street, style), world.Render(with, style), 6)
                .Where(at => at.X >= box.Left && at.X < box.Right && at.Y >= box.Top
                    && at.Y < box.Top + 0.7 * box.Height) // not its soft shadow
                .ToHashSet();
        }).ToList();
        foreach (var set in sets)
        {
            Assert.InRange(set.Min(at => at.X) - sets[0].Min(at => at.X), -1, 1);
            Assert.InRange(set.Max(at => at.X) - sets[0].Max(at => at.X), -1, 1);
            Assert.InRange(set.Min(at => at.Y) - sets[0].Min(at => at.Y), -1, 1);
            Assert.InRange(set.Intersect(sets[0]).Count() / (double)set.Union(sets[0]).Count(), 0.8, 1);
        }
    }

    [Fact]
    public void Render_StyleFactors_ChangeThePictureOfTheirDomainOnly()
    {
        var world = new StreetsWorld();
        var content = Content(world, 8);
        Expect(StreetDomain.Day, style => style with { SunHeight = 0.05 }, true);
        Expect(StreetDomain.Day, style => style with { Cloudiness = 0.95 }, true);
        Expect(StreetDomain.Day, style => style with { Warmth = 1 }, true);
        Expect(StreetDomain.Day, style => style with { Sky = 77 }, true);
        Expect(StreetDomain.Day, style => style with { NightHue = 300, LampWarmth = 1, RainDensity = 1 }, false);
        Expect(StreetDomain.Night, style => style with { NightHue = 310 }, true);
        Expect(StreetDomain.Night, style => style with { LampWarmth = 0 }, true);
        Expect(StreetDomain.Night, style => style with { Dusk = 1 }, true);
        Expect(StreetDomain.Night, style => style with { Wetness = 1 }, true);
        Expect(StreetDomain.Night, style => style with { SunHeight = 0, Cloudiness = 1 }, false);
        Expect(StreetDomain.Rain, style => style with { RainDensity = 1 }, true);
        Expect(StreetDomain.Rain, style => style with { Wetness = 1 }, true);

        void Expect(StreetDomain domain, Func<StreetStyle, StreetStyle> change, bool isSeen)
        {
            var style = new StreetStyle { Domain = domain };
            var difference = CounterfactualError.Between(
                world.Render(content, style), world.Render(content, change(style)));
            Assert.True(isSeen ? difference > 0.004 : difference == 0, $"{domain}, {change(style)}: {difference}");
        }
    }

    [Fact]
    public void Factors_ThroughJson_AreEqualAndRenderIdentically()
    {
        var world = new StreetsWorld();
        for (var i = 0; i < 20; i++)
        {
            var content = Content(world, i);
            var style = world.SampleStyle(new SplitMixRandom(i), (StreetDomain)(i % 3));
            var content2 = JsonSerializer.Deserialize<StreetContent>(JsonSerializer.Serialize(content))!;
            var style2 = JsonSerializer.Deserialize<StreetStyle>(JsonSerializer.Serialize(style))!;
            Assert.Equal(content, content2);
            Assert.Equal(content.GetHashCode(), content2.GetHashCode());
            Assert.Equal(style, style2);
            Assert.True(world.Render(content, style).Rgb.SequenceEqual(world.Render(content2, style2).Rgb));
        }
        Assert.Contains("\"class\":\"car\"", JsonSerializer.Serialize(Empty() with { Objects = new([Car(0, 9)]) }));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<FactorList<StreetLamp>>("[null]"));
    }

    [Fact]
    public void Content_OutsideRange_ThrowsNamingPartAndFactor()
    {
        var world = new StreetsWorld();
        Throws("View: expected EyeHeight in [1, 6]; got 0", Empty() with { View = new() { EyeHeight = 0 } });
        Throws("Road: expected Curvature in [-0.02, 0.02]; got 1", Empty() with { Road = new() { Curvature = 1 } });
        Throws("Car: expected Depth in [3, 150]; got 1", Empty() with { Objects = new([Car(0, 1)]) });
        Throws("Car: expected Lightness in [0, 1]; got 2",
            Empty() with { Objects = new([Car(0, 9) with { Paint = new StreetColour(0, 2, 0) }]) });
        Throws("Lamp: expected X in [-30, 30]; got NaN",
            Empty() with { Lamps = new([new StreetLamp { X = double.NaN, Depth = 9 }]) });
        Throws("Car: no StreetCarBody 9",
            Empty() with { Objects = new([Car(0, 9) with { Body = (StreetCarBody)9 }]) });

        void Throws(string message, StreetContent content)
        {
            var style = new StreetStyle { Domain = StreetDomain.Day };
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => world.Render(content, style)).Message);
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => world.Boxes(content)).Message);
        }
    }

    [Fact]
    public void StyleAndSize_OutsideRange_Throw()
    {
        var style = new StreetStyle { Domain = StreetDomain.Day, Cloudiness = -0.1 };
        Assert.Contains("Style: expected Cloudiness in [0, 1]; got -0.1",
            Assert.Throws<ArgumentException>(() => new StreetsWorld().Render(Empty(), style)).Message);
        Assert.Contains("no StreetDomain 7", Assert.Throws<ArgumentException>(
            () => new StreetsWorld().Render(Empty(), style with { Domain = (StreetDomain)7 })).Message);
        Assert.Contains("a width of 64 to 512 pixels; got 63",
            Assert.Throws<ArgumentException>(() => new StreetsWorld(63, 64)).Message);
        Assert.Contains("a height of 64 to 512 pixels; got 513",
            Assert.Throws<ArgumentException>(() => new StreetsWorld(64, 513)).Message);
    }

    internal static StreetContent Content(StreetsWorld world, long seed) =>
        world.SampleContent(new SplitMixRandom(seed));

    /// <summary>A road and nothing on it.</summary>
    internal static StreetContent Empty() => new() { View = new(), Road = new() };

    internal static StreetCar Car(double x, double depth) =>
        new() { X = x, Depth = depth, Paint = new StreetColour(92, 0.85, 0.17), Parked = true };

    internal static StreetBuilding House() => new()
    {
        OnRight = true,
        Start = 8,
        Width = 20,
        Height = 9,
        Wall = new StreetColour(60, 0.7, 0.05),
    };

    /// <summary>Pixels that differ by more than a number of grey levels in some channel.</summary>
    internal static IEnumerable<(int X, int Y)> Changed(Picture a, Picture b, int levels)
    {
        for (var i = 0; i < a.Rgb.Length; i += 3)
            if (Math.Abs(a.Rgb[i] - b.Rgb[i]) > levels || Math.Abs(a.Rgb[i + 1] - b.Rgb[i + 1]) > levels
                || Math.Abs(a.Rgb[i + 2] - b.Rgb[i + 2]) > levels)
                yield return (i / 3 % a.Width, i / 3 / a.Width);
    }

    private static double Luma(Picture picture)
    {
        var sum = 0.0;
        foreach (var value in picture.Rgb)
            sum += value;
        return sum / picture.Rgb.Length;
    }

    private static double BrightestIn(StreetsWorld world, StreetContent content, StreetStyle style)
    {
        var box = Assert.Single(world.Boxes(content));
        var picture = world.Render(content, style);
        var brightest = 0;
        for (var y = (int)box.Top; y < (int)box.Bottom; y++)
            for (var x = (int)box.Left; x < (int)box.Right; x++)
                brightest = Math.Max(brightest, picture.Rgb[3 * (y * picture.Width + x) + 1]);
        return brightest;
    }
}

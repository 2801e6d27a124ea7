using System.Text.Json;
using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public class SpeciesWorldTests
{
    private static readonly SpeciesWorld World = new(32);

    [Fact]
    public void Species_AreManyAndUnlikeInPlan()
    {
        Assert.InRange(SpeciesWorld.Seen.Length, 60, 200);
        Assert.InRange(SpeciesWorld.Unseen.Length, 12, 60);
        Assert.InRange(SpeciesWorld.Seen.Select(s => s.Plan).Distinct().Count(), 10, 99);
        Assert.Equal(SpeciesWorld.All.Length, SpeciesWorld.All.Select(s => s.Name).Distinct().Count());
        Assert.Empty(SpeciesWorld.Seen.Intersect(SpeciesWorld.Unseen));
        Assert.Equal(SpeciesWorld.All.Length, SpeciesWorld.Seen.Length + SpeciesWorld.Unseen.Length);
        Assert.All(SpeciesWorld.Unseen, s => Assert.Contains(SpeciesWorld.Seen, seen => seen.Plan == s.Plan));
        Assert.Equal(10, SpeciesWorld.Ten.Select(s => s.Plan).Distinct().Count());
        Assert.All(SpeciesWorld.Ten, s => Assert.Contains(s, SpeciesWorld.Seen));
        Assert.All(SpeciesWorld.All, s => Assert.Matches("^[a-z]+(-[a-z]+)*$", s.Name));
    }

    [Fact]
    public void Species_AnyContent_StaysInsideTheFrameAndFillsIt()
    {
        var random = new SplitMixRandom(4);
        foreach (var species in SpeciesWorld.All)
        {
            foreach (var content in (SpeciesContent[])[World.SampleContent(random), Extreme(1), Extreme(-1)])
            {
                var mask = World.RenderMask(content, species);
                var inside = Ink(mask);
                Assert.InRange(inside.Count(v => v) / (double)inside.Length, 0.05, 0.8);
                for (var i = 0; i < 32; i++)
                    Assert.False(inside[i] || inside[31 * 32 + i] || inside[32 * i] || inside[32 * i + 31],
                        species.Name);
            }
        }
    }

    [Fact]
    public void Render_Twice_IsTheSame()
    {
        var content = World.SampleContent(new SplitMixRandom(3));
        foreach (var species in SpeciesWorld.Ten)
            Assert.True(World.Render(content,
                species).Rgb.SequenceEqual(new SpeciesWorld(32).Render(content, species).Rgb));
    }

    [Fact]
    public void Drawing_StaysTheSameForEver()
    {
        // Shipped weights and published figures rest on these draws: a change here is a change of the data.
        var content = World.SampleContent(new SplitMixRandom(1));
        Assert.Equal(ExpectedPitch, content.Pitch);
        Assert.Equal(ExpectedPhase, content.Scene.MotifPhase);
        var sum = SpeciesWorld.All.Average(species =>
        {
            var total = 0L;
            foreach (var value in World.Render(content, species).Rgb)
                total += value;
            return total / (3.0 * 32 * 32);
        });
        Assert.InRange(sum, ExpectedMean - 0.3, ExpectedMean + 0.3);
    }

    private const double ExpectedPitch = -5.1043;
    private const double ExpectedPhase = 0.7934;
    private const double ExpectedMean = 159.871;

    [Fact]
    public void Background_BelongsToTheContent()
    {
        var random = new SplitMixRandom(7);
        for (var i = 0; i < 8; i++)
        {
            var content = World.SampleContent(random);
            var (a, b) = (random.Pick(SpeciesWorld.All.AsSpan()), random.Pick(SpeciesWorld.All.AsSpan()));
            var (one, other, scene) = (World.Render(content, a), World.Render(content, b), World.RenderScene(content));
            var (maskA, maskB) = (World.RenderMask(content, a), World.RenderMask(content, b));
            var outside = 0;
            for (var at = 0; at < one.Rgb.Length; at++)
                if (maskA.Rgb[at] == 0 && maskB.Rgb[at] == 0)
                {
                    outside++;
                    Assert.Equal(one.Rgb[at], other.Rgb[at]);
                    Assert.Equal(one.Rgb[at], scene.Rgb[at]);
                }
            Assert.InRange(outside, 300, one.Rgb.Length);
        }
    }

    [Fact]
    public void Content_IsKeptFromSpeciesToSpecies()
    {
        var random = new SplitMixRandom(11);
        double same = 0, other = 0, samePoints = 0, otherPoints = 0;
        const int Trials = 120;
        for (var i = 0; i < Trials; i++)
        {
            var (content, different) = (World.SampleContent(random), World.SampleContent(random));
            var (a, b) = (random.Pick(SpeciesWorld.All.AsSpan()), random.Pick(SpeciesWorld.All.AsSpan()));
            var truth = Ink(World.RenderMask(content, b));
            // The same pair of species, once with the same content and once with different ones.
            same += Silhouette.Overlap(Ink(World.RenderMask(content, a)), truth) / Trials;
            other += Silhouette.Overlap(Ink(World.RenderMask(different, a)), truth) / Trials;
            samePoints += Distance(World.Points(content, a), World.Points(content, b)) / Trials;
            otherPoints += Distance(World.Points(different, a), World.Points(content, b)) / Trials;
        }
        Assert.True(same > other + MarginOfOverlap, $"same {same:0.000}, other {other:0.000}");
        Assert.True(samePoints < 0.75 * otherPoints, $"same {samePoints:0.00}, other {otherPoints:0.00}");
    }

    private const double MarginOfOverlap = 0.05;

    [Fact]
    public void FacesLeft_Mirrors()
    {
        var right = new SpeciesContent { PositionX = 0.5, Pitch = 10 };
        var left = right with { FacesLeft = true, PositionX = -0.5, Pitch = -10 };
        var species = SpeciesWorld.Find("red-fox");
        var mirrored = PictureGeometry.FlipHorizontally(World.RenderMask(left with { Pitch = 10 }, species));
        Assert.True(Silhouette.Overlap(Ink(mirrored), Ink(World.RenderMask(right, species))) > 0.97);
        Assert.True(World.Points(right, species)[(int)SpeciesPoint.Mouth].X
            > World.Points(right, species)[(int)SpeciesPoint.Tail].X);
        Assert.True(World.Points(left, species)[(int)SpeciesPoint.Mouth].X
            < World.Points(left, species)[(int)SpeciesPoint.Tail].X);
    }

    [Fact]
    public void EveryFactor_ChangesThePictureOfMostSpecies()
    {
        var world = new SpeciesWorld(48);
        var rest = new SpeciesContent { Size = 0.8 };
        (string Name, SpeciesContent Changed)[] factors =
        [
            ("pitch", rest with { Pitch = 14 }), ("approach", rest with { Approach = 0.9 }),
            ("phase", rest with { StridePhase = 0.35 }), ("bend", rest with { Bend = 1 }),
            ("tail", rest with { Tail = 1 }),
            ("reach", rest with { Reach = 1 }), ("lift", rest with { HeadLift = 1 }),
            ("turn", rest with { HeadTurn = 1 }),
            ("gaze", rest with { GazeX = 1 }), ("eyes", rest with { EyesOpen = 0 }),
            ("mouth", rest with { MouthOpen = 1 }),
            ("mood", rest with { Mood = -1, EyesOpen = 0.6 }), ("size", rest with { Size = 0.95 }),
            ("place", rest with { PositionX = 0.8 }),
        ];
        foreach (var (name, changed) in factors)
        {
            var reference = name == "mood" ? rest with { EyesOpen = 0.6 } : rest;
            var moved = SpeciesWorld.Ten.Count(s =>
                !world.Render(reference, s).Rgb.SequenceEqual(world.Render(changed, s).Rgb));
            Assert.True(moved >= 8, $"{name}: {moved} of 10 species");
        }
    }

    [Fact]
    public void ColoursAlone_TellSpeciesApart()
    {
        // Chance is 1 in 84. Scenes are pale: what is dark, vivid or white belongs to the creature.
        var set = new SpeciesDataset(World, SpeciesWorld.All, 8, 5);
        var centroids = Enumerable.Range(0, set.ClassCount).Select(c =>
        {
            var sum = new double[216];
            for (var i = 0; i < 6; i++)
                foreach (var (bin, value) in Histogram(set[c, i]).Index())
                    sum[bin] += value / 6;
            return sum;
        }).ToList();
        var right = 0;
        for (var c = 0; c < set.ClassCount; c++)
            for (var i = 6; i < 8; i++)
            {
                var seen = Histogram(set[c, i]);
                var nearest = Enumerable.Range(0, centroids.Count)
                    .MinBy(k => seen.Zip(centroids[k], (a, b) => Math.Abs(a - b)).Sum());
                right += nearest == c ? 1 : 0;
            }
        var accuracy = right / (2.0 * set.ClassCount);
        Assert.True(accuracy > 0.7, $"{accuracy:0.000}");
    }

    [Fact]
    public void Factors_ThroughJson_AreEqual()
    {
        var content = World.SampleContent(new SplitMixRandom(2));
        Assert.Equal(content, JsonSerializer.Deserialize<SpeciesContent>(JsonSerializer.Serialize(content)));
        foreach (var species in SpeciesWorld.All)
            Assert.Equal(species, JsonSerializer.Deserialize<Species>(JsonSerializer.Serialize(species)));
        Assert.Contains("\"Stripes\"", JsonSerializer.Serialize(SpeciesWorld.Find("tiger")));
    }

    [Fact]
    public void Content_FactorOutsideItsRange_ThrowsNamingIt()
    {
        var species = SpeciesWorld.Find("cow");
        foreach (var (name, content) in ((string, SpeciesContent)[])
            [
                ("Tail", new() { Tail = 1.2 }), ("Size", new() { Size = 0.1 }),
                    ("MouthOpen", new() { MouthOpen = -0.1 }),
                ("Pitch", new() { Pitch = double.NaN }), ("Horizon", new() { Scene = new() { Horizon = 0 } }),
                ("SceneMotif", new() { Scene = new() { Motif = (SceneMotif)99 } }),
            ])
            Assert.Contains(name, Assert.Throws<ArgumentException>(() => World.Render(content, species)).Message);
    }

    [Fact]
    public void World_BadSizeOrName_Throws()
    {
        Assert.Contains("32 to 512 pixels; got 31",
            Assert.Throws<ArgumentException>(() => new SpeciesWorld(31)).Message);
        Assert.Contains("got 'unicorn'", Assert.Throws<ArgumentException>(() => SpeciesWorld.Find("unicorn")).Message);
    }

    private static SpeciesContent Extreme(int sign) => new()
    {
        Pitch = 40 * sign,
        Approach = sign,
        StridePhase = sign > 0 ? 0.25 : 0.75,
        StrideSize = 1,
        Bend = sign,
        Tail = sign,
        Reach = sign > 0 ? 1 : 0,
        HeadLift = sign,
        HeadTurn = sign > 0 ? 1 : 0,
        GazeX = sign,
        GazeY = sign,
        EyesOpen = sign > 0 ? 1 : 0,
        MouthOpen = sign > 0 ? 1 : 0,
        Mood = sign,
        Size = 1,
        PositionX = sign,
        PositionY = sign,
    };

    private static bool[] Ink(Picture mask)
    {
        var inside = new bool[mask.Width * mask.Height];
        for (var i = 0; i < inside.Length; i++)
            inside[i] = mask.Rgb[3 * i] >= 128;
        return inside;
    }

    private static double Distance(IReadOnlyList<SpeciesPlace> a, IReadOnlyList<SpeciesPlace> b) =>
        a.Zip(b, (p, q) => Math.Sqrt((p.X - q.X) * (p.X - q.X) + (p.Y - q.Y) * (p.Y - q.Y))).Average();

    private static double[] Histogram(Picture picture)
    {
        var bins = new double[216];
        var count = 1;
        for (var at = 0; at < picture.Rgb.Length; at += 3)
        {
            var (red, green, blue) = (picture.Rgb[at], picture.Rgb[at + 1], picture.Rgb[at + 2]);
            int most = Math.Max(red, Math.Max(green, blue)), least = Math.Min(red, Math.Min(green, blue));
            if (most - least <= 80 && most >= 110 && least <= 232)
                continue;
            bins[red / 43 * 36 + green / 43 * 6 + blue / 43]++;
            count++;
        }
        for (var bin = 0; bin < bins.Length; bin++)
            bins[bin] /= count;
        return bins;
    }
}

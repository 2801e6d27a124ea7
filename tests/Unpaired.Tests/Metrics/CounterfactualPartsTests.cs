using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Worlds;

namespace Unpaired.Tests.Metrics;

/// <summary>Each part reacts to what it is called after, and not to the others.</summary>
public sealed class CounterfactualPartsTests
{
    private static readonly ObjectsWorld World = new(64);
    private static readonly ObjectContent Content = ObjectContent.Typical(ObjectKind.Car) with { Scale = 0.7 };
    private static readonly ObjectStyle Style = new() { Hue = 29 };

    private static CounterfactualParts Compare(ObjectContent content, ObjectStyle style, ObjectStyle? truth = null)
    {
        var question = new ObjectsPair(World.RenderOutline(Content), World.Render(Content, truth ?? Style),
            World.Render(Content, truth ?? Style), Content, Content, truth ?? Style);
        return CounterfactualParts.Of(World, question, World.Render(content, style));
    }

    [Fact]
    public void Of_Truth_IsNextToNothing()
    {
        var parts = Compare(Content, Style);
        Assert.True(parts.Overlap < 0.08 && parts.Geometry < 0.01 && parts.Pose < 0.03, parts.ToString());
        Assert.True(parts.Colour < 0.01 && parts.Pattern < 0.01, parts.ToString());
    }

    [Fact]
    public void Of_OtherColour_CostsStyleOnly()
    {
        var parts = Compare(Content, Style with { Hue = 264 });
        Assert.True(parts.Colour > 0.05, parts.ToString());
        Assert.True(parts.Overlap < 0.08 && parts.Pose < 0.03, parts.ToString());
        Assert.True(parts.Pattern < parts.Colour / 2, parts.ToString());
    }

    [Fact]
    public void Of_OtherPattern_CostsPattern()
    {
        var striped = Style with { Pattern = ObjectPattern.Stripes };
        double plain = Compare(Content, Style).Pattern, missing = Compare(Content, Style, striped).Pattern;
        Assert.True(missing > plain + 0.01, $"{missing} against {plain}");
        // Stripes that run the other way are another pattern in the same colours.
        double turned = Compare(Content, striped with { PatternAngle = 90 }, striped).Pattern;
        Assert.True(turned > Compare(Content, striped, striped).Pattern + 0.005, $"{turned}");
    }

    [Fact]
    public void Of_OtherShape_CostsContentOnly()
    {
        var parts = Compare(Content with { Scale = 0.5, PositionX = 0.8 }, Style);
        Assert.True(parts.Overlap > 0.4 && parts.Geometry > 0.03 && parts.Pose > 0.3, parts.ToString());
        Assert.True(parts.Colour < 0.03, parts.ToString());
    }

    [Fact]
    public void Of_EmptyAnswer_IsAsBadAsCanBe()
    {
        var truth = World.Render(Content, Style);
        bool[] real = Silhouette.OfMask(World.RenderMask(Content));
        var grey = new Picture(64, 64, [.. Enumerable.Repeat((byte)128, 64 * 64 * 3)]);
        var parts = CounterfactualParts.Of(grey, truth, new bool[real.Length], real);
        Assert.Equal((1.0, 1.0, 1.0), (parts.Geometry, parts.Overlap, parts.Pose));
        Assert.Throws<ArgumentException>(() => CounterfactualParts.Of(grey, truth, real, new bool[real.Length]));
        Assert.Throws<ArgumentException>(() => CounterfactualParts.Of(grey, truth, real[1..], real));
    }

    [Fact]
    public void Of_Species_InputHasRightPoseAndWrongColours()
    {
        var world = new SpeciesWorld(64);
        var test = new SpeciesTestSet(world, SpeciesWorld.Seen, SpeciesWorld.Unseen, 6, 1, seed: 4);
        foreach (var question in test.Pairs())
        {
            var perfect = CounterfactualParts.Of(world, question, question.Truth);
            var input = CounterfactualParts.Of(world, question, question.Input);
            Assert.True(perfect.Overlap < 0.15 && perfect.Colour < 0.02, perfect.ToString());
            Assert.True(input.Colour > perfect.Colour && input.Overlap > perfect.Overlap, input.ToString());
        }
    }

    [Fact]
    public void Of_LyingInsteadOfStanding_CostsTheTurnOfTheLessLong()
    {
        // 4 x 2 and 2 x 4 pixels with one centre: no error of place or size, a turn of 90 degrees, elongation 1/2.
        bool[] lying = Box(2, 3, 4, 2), standing = Box(3, 2, 2, 4);
        var grey = new Picture(10, 8, [.. Enumerable.Repeat((byte)128, 240)]);
        var parts = CounterfactualParts.Of(grey, grey, standing, lying);
        Assert.Equal(0.5, parts.Pose, 1e-12);
        Assert.Equal(1 - (4 / 12.0), parts.Overlap, 1e-12);
        Assert.Equal((0.0, 0.0), (parts.Colour, parts.Pattern));
        Assert.Equal(0, CounterfactualParts.Of(grey, grey, lying, lying).Values.Sum());
    }

    private static bool[] Box(int left, int top, int width, int height) =>
    [
        .. Enumerable.Range(0, 80).Select(i =>
            i % 10 >= left && i % 10 < left + width && i / 10 >= top && i / 10 < top + height),
    ];
}

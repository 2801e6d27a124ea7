using Unpaired.Data;
using Unpaired.Worlds;
using static Unpaired.Tests.Worlds.StreetsWorldTests;

namespace Unpaired.Tests.Worlds;

public class StreetsBoxesTests
{
    /// <summary>No sun and hence hardly a shadow.</summary>
    private static readonly StreetStyle Overcast = new() { Domain = StreetDomain.Day, Cloudiness = 1 };

    [Theory, InlineData(64, 64), InlineData(200, 96), InlineData(96, 160), InlineData(512, 512)]
    public void Boxes_ManyStreets_LieInTheFrameAndNameTheirObjects(int width, int height)
    {
        var world = new StreetsWorld(width, height);
        var classes = new HashSet<StreetClass>();
        for (var seed = 0; seed < 25; seed++)
        {
            var content = Content(world, seed);
            var boxes = world.Boxes(content);
            Assert.True(boxes.Any(b => b.Class == StreetClass.Car), $"No car in street {seed}.");
            foreach (var box in boxes)
            {
                Assert.True(box.Left >= 0 && box.Top >= 0 && box.Right <= width && box.Bottom <= height, $"{box}");
                Assert.True(box.Width > 0 && box.Height > 0 && box.Area > 0, $"{box}");
                Assert.True(box.Area <= box.Width * box.Height + 1e-9, $"{box}");
                Assert.InRange(box.Visibility, 1e-6, 1);
                Assert.Equal(content.Objects[box.Index].Class, box.Class);
                classes.Add(box.Class);
            }
            Assert.Equal(boxes.Select(b => b.Index).Order(), boxes.Select(b => b.Index));
        }
        Assert.Equal(3, classes.Count);
    }

    [Theory, InlineData(64), InlineData(160)]
    public void Boxes_PictureWithoutTheObject_DiffersInTheBoxAndNowhereElse(int size)
    {
        var world = new StreetsWorld(size, size + 32);
        var checkedBoxes = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var content = Content(world, seed);
            var whole = world.Render(content, Overcast);
            foreach (var box in world.Boxes(content).Where(b => b.Area > 30))
            {
                var rest = content.Objects.Where((_, i) => i != box.Index);
                var without = world.Render(content with { Objects = new(rest) }, Overcast);
                var changed = Changed(whole, without, 24).ToList();
                Assert.All(changed.Where(at => !Holds(box, at, 1.3)), at => Assert.True(
                    IsShadow(whole, without, at), $"Street {seed}, {box}: changes at {at}, outside its box."));
                var inside = Changed(whole, without, 5).Where(at => Holds(box, at, 0)).ToList();
                Assert.True(inside.Count > 0.6 * box.Area, $"Street {seed}, {box}: {inside.Count} pixels change.");
                var tall = inside.Max(at => at.Y) + 1 - inside.Min(at => at.Y);
                var wide = inside.Max(at => at.X) + 1 - inside.Min(at => at.X);
                Assert.True(tall > 0.75 * box.Height - 2 && wide > 0.75 * box.Width - 2,
                    $"Street {seed}, {box}: only {wide} x {tall} pixels change.");
                checkedBoxes++;
            }
        }
        Assert.True(checkedBoxes > 30, $"Only {checkedBoxes} boxes.");
    }

    [Fact]
    public void Boxes_LargerPicture_AreTheSameButLarger()
    {
        var (small, large) = (new StreetsWorld(64, 96), new StreetsWorld(256, 384));
        for (var seed = 0; seed < 10; seed++)
        {
            var content = Content(small, seed);
            var expected = large.Boxes(content).ToDictionary(b => b.Index);
            foreach (var box in small.Boxes(content).Where(b => b.Class != StreetClass.TrafficLight && b.Area > 20))
            {
                var other = expected[box.Index];
                Assert.InRange(Math.Abs(4 * box.Left - other.Left), 0, 6);
                Assert.InRange(Math.Abs(4 * box.Top - other.Top), 0, 6);
                Assert.InRange(Math.Abs(4 * box.Right - other.Right), 0, 6);
                Assert.InRange(Math.Abs(4 * box.Bottom - other.Bottom), 0, 6);
            }
        }
    }

    [Fact]
    public void Visibility_FreeHiddenAndCutOff_IsThePartThatIsSeen()
    {
        var world = new StreetsWorld(128);
        var free = Assert.Single(world.Boxes(Empty() with { Objects = new([Car(1.2, 9)]) }));
        Assert.Equal(1, free.Visibility);
        Assert.InRange(free.Width, 22, 30); // 1.82 m at 9 m with a focal length of 128 pixels: 25.9

        // The nearer car hides most of the one behind it.
        var queue = world.Boxes(Empty() with { Objects = new([Car(1.2, 16), Car(1.2, 9)]) });
        Assert.Equal([0, 1], queue.Select(b => b.Index));
        Assert.InRange(queue[0].Visibility, 0.01, 0.4);
        Assert.Equal(1, queue[1].Visibility);

        // Half of it is right of the frame: its middle is 4.5 m to our right at 9 m.
        var cut = Assert.Single(world.Boxes(Empty() with { Objects = new([Car(5.7, 9)]) }));
        Assert.Equal(128, cut.Right);
        Assert.InRange(cut.Visibility, 0.25, 0.75);

        var outside = Empty() with { Objects = new([Car(20, 9)]) };
        Assert.Empty(world.Boxes(outside));
    }

    [Fact]
    public void Visibility_BehindAHouse_IsHidden()
    {
        var world = new StreetsWorld(128);
        var content = Empty() with { Buildings = new([House()]), Objects = new([Car(12, 29)]) };
        Assert.Empty(world.Boxes(content));
        Assert.Single(world.Boxes(content with { Buildings = FactorList<StreetBuilding>.Empty }));
    }

    [Fact]
    public void Boxes_SampledAt64Pixels_HaveCarsLargeEnoughToLearn()
    {
        var world = new StreetsWorld();
        var widest = Enumerable.Range(0, 60).Select(seed => world.Boxes(Content(world, seed))
            .Where(b => b.Class == StreetClass.Car).Max(b => b.Width)).Order().ToList();
        Assert.True(widest[6] >= 8, $"In a tenth of the streets the widest car is below {widest[6]} pixels.");
        Assert.InRange(widest[30], 11, 40);
    }

    private static bool Holds(StreetBox box, (int X, int Y) at, double margin) =>
        at.X + 1 > box.Left - margin && at.X < box.Right + margin && at.Y + 1 > box.Top - margin
        && at.Y < box.Bottom + margin;

    /// <summary>Whether a pixel only got darker where the object stands.</summary>
    private static bool IsShadow(Picture with, Picture without, (int X, int Y) at)
    {
        var i = 3 * (at.Y * with.Width + at.X);
        return with.Rgb[i] <= without.Rgb[i] && with.Rgb[i + 1] <= without.Rgb[i + 1]
            && with.Rgb[i + 2] <= without.Rgb[i + 2];
    }
}

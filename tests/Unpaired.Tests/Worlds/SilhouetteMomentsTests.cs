using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public sealed class SilhouetteMomentsTests
{
    private const int Size = 40;

    private static SilhouetteMoments Of(Func<double, double, bool> inside) => SilhouetteMoments.Of(
        [.. Enumerable.Range(0, Size * Size).Select(i => inside(i % Size + 0.5, i / Size + 0.5))], Size)!;

    /// <summary>A bar through the middle, turned clockwise as pictures are seen.</summary>
    private static SilhouetteMoments Bar(double degrees, double x = 20, double y = 20, double length = 14)
    {
        double angle = degrees * Math.PI / 180;
        return Of((px, py) =>
        {
            double along = (px - x) * Math.Cos(angle) + (py - y) * Math.Sin(angle);
            double across = (py - y) * Math.Cos(angle) - (px - x) * Math.Sin(angle);
            return Math.Abs(along) < length && Math.Abs(across) < 3;
        });
    }

    [Fact]
    public void Of_Rectangle_HasTheMomentsOfTheFormula()
    {
        // 10 wide and 4 high, from (4, 8): variance of an edge of length a is a² / 12.
        var moments = Of((x, y) => x > 4 && x < 14 && y > 8 && y < 12);
        Assert.Equal(9.0 / Size, moments.X, 12);
        Assert.Equal(10.0 / Size, moments.Y, 12);
        Assert.Equal(Math.Sqrt((100 + 16) / 12.0) / Size, moments.Radius, 12);
        Assert.Equal(0, moments.Direction, 9);
        Assert.Equal(1 - 4.0 / 10, moments.Elongation, 12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(-45)]
    [InlineData(80)]
    public void Of_TurnedBar_HasItsDirection(double degrees)
    {
        var moments = Bar(degrees);
        Assert.Equal(degrees, moments.Direction, 0.6);
        Assert.InRange(moments.Elongation, 0.6, 0.9);
    }

    [Fact]
    public void Errors_AreThoseOfPlaceSizeAndTurn()
    {
        Assert.Equal(5.0 / Size, Bar(0, x: 23, y: 24).PlaceError(Bar(0)), 0.003);
        Assert.Equal(Math.Log(14.0 / 10), Bar(20, length: 10).SizeError(Bar(20)), 0.03);
        Assert.Equal(20, Bar(80).TurnError(Bar(-80)), 1.0);   // an axis has no front: 160 degrees are 20
        Assert.Equal(90, Bar(0).TurnError(Bar(90)), 1.0);
        Assert.Equal(0, Bar(33).TurnError(Bar(33)), 9);
    }

    [Fact]
    public void Of_Empty_IsNullAndBrokenRowsAreRefused()
    {
        Assert.Null(SilhouetteMoments.Of(new bool[12], 4));
        Assert.Throws<ArgumentException>(() => SilhouetteMoments.Of(new bool[10], 4));
        Assert.Throws<ArgumentException>(() => SilhouetteMoments.Of([], 4));
    }

    [Fact]
    public void Of_SpeciesMask_FollowsTheContent()
    {
        var world = new SpeciesWorld(32) { Studio = true };
        var fox = SpeciesWorld.Find("red-fox");
        SilhouetteMoments Moments(SpeciesContent content) =>
            SilhouetteMoments.Of(Silhouette.OfMask(world.RenderMask(content, fox)), 32)!;
        var content = new SpeciesContent { Size = 0.6, PositionX = -1, Scene = new() { Motif = SceneMotif.Studio } };
        var (left, right) = (Moments(content), Moments(content with { PositionX = 1 }));
        double Body(double place) =>
            world.Points(content with { PositionX = place }, fox)[(int)SpeciesPoint.Body].X / 32;
        Assert.Equal(Body(1) - Body(-1), right.X - left.X, 0.02);
        Assert.InRange(right.X - left.X, 0.2, 0.5);
        Assert.True(Moments(content with { Size = 0.9 }).SizeError(left) > 0.25);
    }
}

using System.Text.RegularExpressions;
using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Tests.Display;

public sealed class FrameSliderTests
{
    private static readonly FrameControl Shots = FrameControl.Choice("K", "1", "5");
    private static readonly FrameControl Mix = FrameControl.Slider("style <mix>", "0", "0.5", "1");

    [Fact]
    public void Html_TwoControls_HoldsEachFrameOnceAndBothControls()
    {
        string html = new FrameSlider([Shots, Mix], Frames(6), "Greys from dark to light.").Render(MimeTypes.Html)!;
        Assert.Equal(6, Regex.Count(html, "src=\"data:image/"));
        Assert.Equal(2, Regex.Count(html, "<input type=\"radio\""));
        Assert.Single(Regex.Matches(html, "<input type=\"range\" min=\"0\" max=\"2\""));
        Assert.Contains("alt=\"K 5, style &lt;mix&gt; 0.5\"", html);
        Assert.DoesNotContain("style <mix>", html);
        Assert.DoesNotContain("http", html);
        Assert.Contains("Greys from dark to light.</figcaption>", html);
    }

    [Fact]
    public void Html_OneControl_HasOneRowWithoutHead()
    {
        string html = new FrameSlider([Mix], Frames(3), "Greys.").Render(MimeTypes.Html)!;
        Assert.Equal(2, Regex.Count(html, "<tr>"));
        Assert.DoesNotContain("scope=\"row\"", html);
        Assert.Contains("alt=\"style &lt;mix&gt; 1\"", html);
    }

    [Fact]
    public void Html_Id_DependsOnTheFrames()
    {
        string Id(int first) => Regex.Match(
            new FrameSlider([Mix], Frames(3, first), "Greys.").Render(MimeTypes.Html)!, "id=\"(frames-[0-9a-f]{12})\"").Value;
        Assert.NotEqual("", Id(0));
        Assert.Equal(Id(0), Id(0));
        Assert.NotEqual(Id(0), Id(1));
    }

    [Fact]
    public void Png_IsTheTableOfAllFrames()
    {
        var picture = new FrameSlider([Shots, Mix], Frames(6), "Greys.").ToPicture();
        Assert.True(picture.Width > 3 * 8 && picture.Height > 2 * 8, $"{picture.Width} x {picture.Height}");
    }

    [Fact]
    public void Frames_OfAnotherNumber_AreRefused()
    {
        Assert.Contains("6 of at most 64; got 5",
            Assert.Throws<ArgumentException>(() => new FrameSlider([Shots, Mix], Frames(5), "Few.")).Message);
        Assert.Contains("got 65", Assert.Throws<ArgumentException>(() => new FrameSlider(
            [FrameControl.Slider("x", Enumerable.Range(0, 65).Select(i => $"{i}"))], Frames(65), "Many.")).Message);
        Assert.Contains("got 0", Assert.Throws<ArgumentException>(() => new FrameSlider([], Frames(1), "None.")).Message);
        Assert.Contains("'K' has no positions", Assert.Throws<ArgumentException>(() => new FrameSlider(
            [FrameControl.Choice("K", [])], [], "None.")).Message);
        Assert.Throws<ArgumentException>(() => new FrameSlider([Mix], Frames(3), ""));
    }

    private static IEnumerable<Picture> Frames(int count, int first = 0) =>
        Enumerable.Range(first, count).Select(i => Pictures.Plain(8, 8, (byte)(3 * i), 0, 0));
}

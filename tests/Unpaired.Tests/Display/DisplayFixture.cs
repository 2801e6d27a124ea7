using SkiaSharp;
using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Tests.Display;

/// <summary>The facade holds one host for the process, so these tests run one after another.</summary>
[CollectionDefinition("Display")]
public sealed class DisplayCollection;

/// <summary>A clock that stands still until told.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public void Advance(double seconds) => ticks += TimeSpan.FromSeconds(seconds).Ticks;
}

/// <summary>A host that remembers everything; put in place for the duration of a test.</summary>
internal sealed class RecordingHost : IDisplaySink, IDisposable
{
    private readonly IDisplaySink? before = Show.Host;

    public RecordingHost() => Show.Host = this;

    public List<RichOutput> Shown { get; } = [];

    public List<RichOutput> Updates { get; } = [];

    Action<RichOutput> IDisplaySink.Show(RichOutput output)
    {
        Shown.Add(output);
        return Updates.Add;
    }

    public void Dispose() => Show.Host = before;
}

internal static class Pictures
{
    public static Picture Plain(int width, int height, byte red, byte green, byte blue)
    {
        var rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.Length; i += 3)
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (red, green, blue);
        return new Picture(width, height, rgb);
    }

    /// <summary>Noise: as photographic as it gets.</summary>
    public static Picture Noise(int side, int seed)
    {
        var rgb = new byte[side * side * 3];
        new Random(seed).NextBytes(rgb);
        return new Picture(side, side, rgb);
    }

    public static SKBitmap Decode(byte[] file) =>
        SKBitmap.Decode(file) ?? throw new InvalidOperationException("Not an image.");

    public static int Count(SKBitmap bitmap, Func<SKColor, bool> condition)
    {
        int count = 0;
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
                count += condition(bitmap.GetPixel(x, y)) ? 1 : 0;
        }
        return count;
    }

    public static bool IsDark(SKColor color) => color.Red + color.Green + color.Blue < 300;
}

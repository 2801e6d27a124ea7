using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Data;

/// <summary>An RGB picture with 8 bits a channel: what worlds draw, files hold and notebooks show.</summary>
[TypeFormatterSource(typeof(RichOutputFormatterSource), Content = ContentKind.Figure)]
public sealed class Picture
{
    private readonly byte[] rgb;

    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="rgb">height × width × 3 bytes: rows from the top, red, green, blue.</param>
    /// <exception cref="ArgumentException">A size below 1, or another number of bytes.</exception>
    public Picture(int width, int height, byte[] rgb)
    {
        if (width < 1 || height < 1 || rgb.Length != width * height * 3)
            throw new ArgumentException(
                $"Expected {width} x {height} x 3 bytes with both sides at least 1; got {rgb.Length} bytes.",
                nameof(rgb));
        Width = width;
        Height = height;
        this.rgb = rgb;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <inheritdoc/>
    public override string ToString() => $"A picture of {Width} x {Height} pixels";

    /// <summary>The pixels: rows from the top, red, green, blue.</summary>
    public ReadOnlySpan<byte> Rgb => rgb;

    /// <summary>The picture as a network sees it.</summary>
    /// <param name="type">float32 unless given; float64 for comparing with reference numbers.</param>
    /// <returns>[3, H, W] in [-1, 1], on the CPU: v / 127.5 − 1. The caller owns it.</returns>
    /// <remarks>Bit for bit the original loaders' (v / 255 − 0.5) / 0.5: halving and doubling do not round.</remarks>
    public Tensor ToTensor(ScalarType type = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(rgb, [Height, Width, 3]).permute(2, 0, 1).to(type);
        return (pixels / 127.5 - 1).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Pictures of one size as a batch.</summary>
    /// <returns>[N, 3, H, W] in [-1, 1], float32, on the CPU. The caller owns it.</returns>
    /// <exception cref="ArgumentException">No pictures, or different sizes.</exception>
    public static Tensor ToBatch(IEnumerable<Picture> pictures)
    {
        using var scope = NewDisposeScope();
        var all = pictures.ToList();
        if (all.Count == 0 || all.Any(p => p.Width != all[0].Width || p.Height != all[0].Height))
            throw new ArgumentException(
                $"Expected pictures of one size; got {string.Join(", ", all.Select(p => $"{p.Width} x {p.Height}"))}.");
        return stack(all.Select(p => p.ToTensor())).MoveToOuterDisposeScope();
    }

    /// <summary>The picture that a network drew, without any stretching of contrast.</summary>
    /// <param name="x">[3, H, W], [1, H, W] (grey) or a batch of one of these, in [-1, 1]; values outside are
    /// clamped.</param>
    /// <exception cref="ArgumentException">Any other shape.</exception>
    public static Picture FromTensor(Tensor x)
    {
        using var scope = NewDisposeScope();
        var image = x.dim() == 4 && x.shape[0] == 1 ? x.squeeze(0) : x;
        if (image.dim() != 3 || (image.shape[0] != 3 && image.shape[0] != 1))
            throw new ArgumentException(
                $"Expected [3, H, W] or [1, H, W]; got [{string.Join(", ", x.shape)}].", nameof(x));
        var pixels = ((image.detach().to(float32).expand(3, -1, -1) + 1) * 127.5f).round().clamp(0, 255);
        var bytes = pixels.permute(1, 2, 0).to(uint8).contiguous().cpu().data<byte>().ToArray();
        return new Picture((int)image.shape[2], (int)image.shape[1], bytes);
    }

    /// <summary>The pictures of a batch.</summary>
    /// <param name="batch">[N, 3, H, W] or [N, 1, H, W] in [-1, 1].</param>
    public static IReadOnlyList<Picture> FromBatch(Tensor batch)
    {
        using var scope = NewDisposeScope();
        return [.. batch.unbind(0).Select(FromTensor)];
    }
}

using System.Numerics;

namespace Unpaired.Data;

/// <summary>How <see cref="PictureResize"/> weighs neighbouring pixels.</summary>
public enum ResizeFilter
{
    /// <summary>A triangle over 2 pixels (more when shrinking): what the original loaders use.</summary>
    Bilinear,

    /// <summary>Keys' cubic with a = −0.5 over 4 pixels (more when shrinking).</summary>
    Bicubic,
}

/// <summary>Resizing with antialiasing that gives the same 8-bit pixels as Pillow's <c>Image.resize</c>.</summary>
/// <remarks>
/// Two passes, columns then rows. Each output pixel is a weighted mean of input pixels; the filter is stretched by
/// the
/// shrinking factor. Weights are fixed-point numbers with 22 fractional bits, and each pass rounds to 8 bits, so the
/// result does not depend on the machine. A side that keeps its size is not touched.
/// </remarks>
public static class PictureResize
{
    // 32-bit sums: 8 bits of pixel and 2 bits of head room leave 22 for the fraction.
    private const int FractionBits = 22;
    private const int Half = 1 << (FractionBits - 1);

    /// <summary>The picture at another size.</summary>
    /// <param name="picture">Stays as it is; returned itself if it has that size already.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">A side below 1, or more than
    /// <see cref="PictureFile.MaximumPixels"/>.</exception>
    public static Picture Resize(Picture picture, int width, int height) =>
        Resize(picture, width, height, ResizeFilter.Bilinear);

    /// <summary>The picture at another size.</summary>
    /// <param name="picture">Stays as it is; returned itself if it has that size already.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="filter">How neighbours are weighed.</param>
    /// <exception cref="ArgumentException">A side below 1, or more than
    /// <see cref="PictureFile.MaximumPixels"/>.</exception>
    public static Picture Resize(Picture picture, int width, int height, ResizeFilter filter) =>
        ResizeWindow(picture, width, height, 0, 0, height, width, filter);

    /// <summary>The size at which the shorter side is <paramref name="shorterSide"/> and the longer one is cut to an
    /// integer.</summary>
    /// <remarks>Original: torchvision's Resize(int), as the MUNIT and UNIT loaders use it.</remarks>
    /// <exception cref="ArgumentException">A shorter side below 1.</exception>
    public static (int Width, int Height) ShorterSideSize(int width, int height, int shorterSide)
    {
        if (shorterSide < 1)
            throw new ArgumentException(
                $"Expected a shorter side of at least 1 pixel; got {shorterSide}.", nameof(shorterSide));
        int shorter = Math.Min(width, height);
        double longer = Math.Floor((double)((long)shorterSide * Math.Max(width, height)) / shorter);
        if (longer * shorterSide > PictureFile.MaximumPixels)
            throw new ArgumentException(
                $"A picture of {width} x {height} resized to a shorter side of {shorterSide} would have more than " +
                $"{PictureFile.MaximumPixels:N0} pixels.", nameof(shorterSide));
        return width <= height ? (shorterSide, (int)longer) : ((int)longer, shorterSide);
    }

    /// <summary>Only a window of the resized picture is computed: the same pixels as resizing, then
    /// cropping.</summary>
    internal static Picture ResizeWindow(
        Picture picture, int width, int height, int top, int left, int windowHeight, int windowWidth,
        ResizeFilter filter)
    {
        if (width < 1 || height < 1 || (long)width * height > PictureFile.MaximumPixels)
            throw new ArgumentException(
                $"Expected sides of at least 1 and at most {PictureFile.MaximumPixels:N0} pixels in all; " +
                $"got {width} x {height}.");
        PictureGeometry.CheckWindow(width, height, top, left, windowHeight, windowWidth);
        if (width == picture.Width && height == picture.Height && windowWidth == width && windowHeight == height)
            return picture;
        var rows = height == picture.Height ? null : Weights.Of(picture.Height, height, top, windowHeight, filter);
        int firstRow = rows is null ? top : rows.First;
        int rowCount = rows is null ? windowHeight : rows.Last - rows.First;
        var source = picture.Rgb.Slice(firstRow * picture.Width * 3, rowCount * picture.Width * 3);
        byte[] narrow = width == picture.Width
            ? Columns(source, picture.Width, rowCount, left, windowWidth)
            : ResizeColumns(
                source, picture.Width, rowCount, Weights.Of(picture.Width, width, left, windowWidth, filter));
        byte[] result = rows is null ? narrow : ResizeRows(narrow, windowWidth * 3, rows);
        return new Picture(windowWidth, windowHeight, result);
    }

    private static byte[] Columns(ReadOnlySpan<byte> source, int sourceWidth, int rowCount, int left, int width)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(rowCount * width * 3);
        for (int y = 0; y < rowCount; y++)
            source.Slice((y * sourceWidth + left) * 3, width * 3).CopyTo(result.AsSpan(y * width * 3));
        return result;
    }

    private static byte[] ResizeColumns(ReadOnlySpan<byte> source, int sourceWidth, int rowCount, Weights weights)
    {
        int width = weights.Count;
        byte[] result = GC.AllocateUninitializedArray<byte>(rowCount * width * 3);
        for (int y = 0; y < rowCount; y++)
        {
            var row = source.Slice(y * sourceWidth * 3, sourceWidth * 3);
            var to = result.AsSpan(y * width * 3, width * 3);
            for (int x = 0; x < width; x++)
            {
                var taps = weights.Taps(x);
                var from = row.Slice(weights.Start(x) * 3, taps.Length * 3);
                int red = Half, green = Half, blue = Half;
                for (int t = 0, i = 0; t < taps.Length; t++, i += 3)
                {
                    int weight = taps[t];
                    red += from[i] * weight;
                    green += from[i + 1] * weight;
                    blue += from[i + 2] * weight;
                }
                to[x * 3] = ToByte(red);
                to[x * 3 + 1] = ToByte(green);
                to[x * 3 + 2] = ToByte(blue);
            }
        }
        return result;
    }

    private static byte[] ResizeRows(byte[] source, int stride, Weights weights)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(weights.Count * stride);
        for (int y = 0; y < weights.Count; y++)
        {
            var taps = weights.Taps(y);
            int first = (weights.Start(y) - weights.First) * stride;
            var to = result.AsSpan(y * stride, stride);
            int x = 0;
            for (; x + Vector<byte>.Count <= stride; x += Vector<byte>.Count)
                WeighVector(source, first + x, stride, taps).CopyTo(to[x..]);
            for (; x < stride; x++)
            {
                int sum = Half;
                for (int t = 0; t < taps.Length; t++)
                    sum += source[first + t * stride + x] * taps[t];
                to[x] = ToByte(sum);
            }
        }
        return result;
    }

    private static Vector<byte> WeighVector(byte[] source, int first, int stride, ReadOnlySpan<int> taps)
    {
        var half = new Vector<int>(Half);
        Vector<int> sum0 = half, sum1 = half, sum2 = half, sum3 = half;
        for (int t = 0; t < taps.Length; t++)
        {
            var weight = new Vector<int>(taps[t]);
            Vector.Widen(new Vector<byte>(source, first + t * stride), out var low, out var high);
            Vector.Widen(low, out var part0, out var part1);
            Vector.Widen(high, out var part2, out var part3);
            sum0 += part0.As<uint, int>() * weight;
            sum1 += part1.As<uint, int>() * weight;
            sum2 += part2.As<uint, int>() * weight;
            sum3 += part3.As<uint, int>() * weight;
        }
        return Vector.Narrow(
            Vector.Narrow(ToBytes(sum0), ToBytes(sum1)), Vector.Narrow(ToBytes(sum2), ToBytes(sum3)));
    }

    private static Vector<uint> ToBytes(Vector<int> sum) =>
        Vector.Min(Vector.Max(sum >> FractionBits, Vector<int>.Zero), new Vector<int>(255)).As<int, uint>();

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    /// <summary>For each output pixel of one axis: its first input pixel and the weights from there on.</summary>
    private sealed class Weights
    {
        private readonly int[] starts;
        private readonly int[] lengths;
        private readonly int[] taps;
        private readonly int stride;

        private Weights(int count, int stride)
        {
            starts = new int[count];
            lengths = new int[count];
            taps = new int[count * stride];
            this.stride = stride;
        }

        public int Count => starts.Length;

        /// <summary>The first input pixel that any output pixel needs.</summary>
        public int First => starts[0];

        /// <summary>One after the last input pixel that any output pixel needs.</summary>
        public int Last => starts[^1] + lengths[^1];

        public int Start(int output) => starts[output];

        public ReadOnlySpan<int> Taps(int output) => taps.AsSpan(output * stride, lengths[output]);

        public static Weights Of(int inputs, int outputs, int first, int count, ResizeFilter filter)
        {
            double scale = (double)inputs / outputs;
            double stretch = Math.Max(scale, 1); // enlarging interpolates, shrinking averages
            double support = (filter == ResizeFilter.Bilinear ? 1 : 2) * stretch;
            var weights = new Weights(count, (int)Math.Ceiling(support) * 2 + 1);
            Span<double> exact = new double[weights.stride];
            for (int i = 0; i < count; i++)
            {
                double center = (first + i + 0.5) * scale;
                int start = Math.Max((int)(center - support + 0.5), 0);
                int end = Math.Min((int)(center + support + 0.5), inputs);
                double total = 0;
                for (int x = start; x < end; x++)
                {
                    double weight = Filter(filter, (x - center + 0.5) * (1 / stretch));
                    exact[x - start] = weight;
                    total += weight;
                }
                weights.starts[i] = start;
                weights.lengths[i] = end - start;
                for (int x = 0; x < end - start; x++)
                    weights.taps[i * weights.stride + x] = Fixed(total == 0 ? exact[x] : exact[x] / total);
            }
            return weights;
        }

        private static int Fixed(double weight) => (int)(weight * (1 << FractionBits) + (weight < 0 ? -0.5 : 0.5));

        private static double Filter(ResizeFilter filter, double x)
        {
            x = Math.Abs(x);
            if (filter == ResizeFilter.Bilinear)
                return x < 1 ? 1 - x : 0;
            const double a = -0.5;
            if (x < 1)
                return ((a + 2) * x - (a + 3)) * x * x + 1;
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
        }
    }
}

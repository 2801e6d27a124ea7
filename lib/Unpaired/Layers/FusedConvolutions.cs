using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>Two convolutions of the decoder, computed another way: the same sums in another order, several times
/// faster on a CPU.</summary>
internal static class FusedConvolutions
{
    private const int Kernel = 5;

    // A doubled row reads x0 x0 x1 x1 …, so of five taps on it two pairs fall on equal values. Even output rows see the
    // small rows i-1, i, i+1 with weights (w0+w1, w2+w3, w4), odd ones with (w0, w1+w2, w3+w4).
    private static readonly double[,] Taps =
    {
        { 1, 1, 0, 0, 0 }, { 0, 0, 1, 1, 0 }, { 0, 0, 0, 0, 1 },
        { 1, 0, 0, 0, 0 }, { 0, 1, 1, 0, 0 }, { 0, 0, 0, 1, 1 },
    };

    /// <summary>Nearest-neighbour doubling, padding by 2 and a 5×5 convolution, as one 3×3 convolution of the small
    /// map.</summary>
    /// <remarks>9 products per output instead of 25, and the doubled map is never made. The four outputs that share a
    /// small pixel are channels until the end.</remarks>
    /// <param name="x">[N, I, h, w]; sides of at least 2 with reflection.</param>
    /// <param name="weight">[O, I, 5, 5].</param>
    /// <param name="bias">[O].</param>
    /// <param name="padding">What lies beyond the border of the doubled map.</param>
    /// <returns>[N, O, 2h, 2w]. The caller owns it.</returns>
    internal static Tensor DoubledThen5x5(Tensor x, Tensor weight, Tensor bias, PaddingKind padding)
    {
        using var scope = NewDisposeScope();
        long outputs = weight.shape[0], inputs = weight.shape[1];
        var taps = tensor(Taps, dtype: weight.dtype, device: weight.device);
        var phases = weight.view(-1, Kernel * Kernel).mm(kron(taps, taps).t())
            .view(outputs, inputs, 2, 3, 2, 3).permute(0, 2, 4, 1, 3, 5).reshape(4 * outputs, inputs, 3, 3);
        bool zero = padding == PaddingKind.Zero;
        var padded = zero ? x : nn.functional.pad(x, [1, 1, 1, 1], TorchSharp.PaddingModes.Replicate);
        long left = zero ? 1 : 0;
        var small = Products.Convolve(padded, phases, bias.repeat_interleave(4), padding: left);
        var y = nn.functional.pixel_shuffle(small, 2);
        if (padding == PaddingKind.Reflect) AddReflection(y, x, weight);
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Corrects the border from replication to reflection. Doubled and padded by 2, both differ in the outermost ring
    /// only, and that
    /// ring reaches only the first and last row and column of the output.
    /// </summary>
    private static void AddReflection(Tensor y, Tensor x, Tensor weight)
    {
        long h = x.shape[2], w = x.shape[3];
        // One gather per side pair: each slice of x would cost a map of zeros in the backward pass.
        var rows = x.index_select(2, Indices(x, 1, 0, h - 2, h - 1)).repeat_interleave(2, 3);
        var columns = x.index_select(3, Indices(x, 1, 0, w - 2, w - 1)).repeat_interleave(2, 2);
        // Rows -2 and 2h+1, corners included: x1 (reflected) instead of x0 (repeated).
        Tensor RowRing(long inner, long outer) =>
            nn.functional.pad(rows.narrow(2, inner, 1), [2, 2, 0, 0], TorchSharp.PaddingModes.Reflect)
            - nn.functional.pad(rows.narrow(2, outer, 1), [2, 2, 0, 0], TorchSharp.PaddingModes.Replicate);
        var top = Products.Convolve(RowRing(0, 1), weight.narrow(2, 0, 1));
        var bottom = Products.Convolve(RowRing(2, 3), weight.narrow(2, Kernel - 1, 1));
        // Columns -2 and 2w+1 without the corners: the zeros at both ends.
        Tensor ColumnRing(long inner, long outer)
        {
            var difference = columns.narrow(3, inner, 1) - columns.narrow(3, outer, 1);
            return nn.functional.pad(
                nn.functional.pad(difference, [0, 0, 1, 1], TorchSharp.PaddingModes.Replicate), [0, 0, 1, 1]);
        }
        var start = Products.Convolve(ColumnRing(0, 1), weight.narrow(3, 0, 1));
        var end = Products.Convolve(ColumnRing(2, 3), weight.narrow(3, Kernel - 1, 1));
        // index_add_, not slices: its backward pass needs no copy of the whole map.
        using TorchSharp.Scalar one = 1;
        y.index_add_(2, Indices(x, 0, 2 * h - 1), cat([top, bottom], 2), one);
        y.index_add_(3, Indices(x, 0, 2 * w - 1), cat([start, end], 3), one);
    }

    private static Tensor Indices(Tensor x, params long[] indices) => tensor(indices, device: x.device);

    /// <summary>A convolution with stride 1 to very few channels, as one with a larger stride to many.</summary>
    /// <remarks>
    /// Vector units want 16 outputs at a time; a picture has 3. All outputs of a block × block patch become channels,
    /// each with the kernel
    /// at its own place in a larger one: more products, but all lanes busy.
    /// </remarks>
    /// <param name="padded">[N, I, H + k − 1, W + k − 1], H and W multiples of <paramref name="block"/>.</param>
    /// <param name="weight">[O, I, k, k].</param>
    /// <param name="bias">[O].</param>
    /// <param name="block">Side of a patch.</param>
    /// <returns>[N, O, H, W]. The caller owns it.</returns>
    internal static Tensor ToFewChannels(Tensor padded, Tensor weight, Tensor bias, int block)
    {
        using var scope = NewDisposeScope();
        var places = new List<Tensor>();
        for (long row = 0; row < block; row++)
        {
            for (long column = 0; column < block; column++)
                places.Add(nn.functional.pad(weight, [column, block - 1 - column, row, block - 1 - row]));
        }
        var (outputs, inputs, side) = (weight.shape[0], weight.shape[1], weight.shape[2] + block - 1);
        var kernels = stack(places, 1).view(outputs * block * block, inputs, side, side);
        var patches = Products.Convolve(padded, kernels, bias.repeat_interleave(block * block), stride: block);
        return nn.functional.pixel_shuffle(patches, block).MoveToOuterDisposeScope();
    }
}

using System.Numerics;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>
/// Non-maximum suppression: of boxes that overlap by more than a threshold only the one with the best score stays.
/// </summary>
/// <remarks>
/// Greedy and exact, as torchvision.ops.nms and batched_nms (0.14.1): falling score, ties in the order of input, a box
/// goes when its IoU with a kept one is strictly above the threshold. One kept box is compared with a vector register
/// of others at a time, and groups (classes, levels) are shared out among threads. Boxes on a GPU are copied to the CPU
/// for it.
/// </remarks>
public static class NonMaximumSuppression
{
    private const int ParallelFrom = 2048;

    /// <summary>Which boxes stay.</summary>
    /// <param name="boxes">[N, 4].</param>
    /// <param name="scores">[N].</param>
    /// <param name="threshold">Overlap (IoU) up to which both stay.</param>
    /// <returns>[K] indices by falling score, int64, on the boxes' device. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Other shapes.</exception>
    public static Tensor Keep(Tensor boxes, Tensor scores, double threshold) => Run(boxes, scores, null, threshold);

    /// <summary>The same for each group alone: boxes of different groups do not suppress each other.</summary>
    /// <param name="boxes">[N, 4].</param>
    /// <param name="scores">[N].</param>
    /// <param name="groups">[N] int64, for example classes or levels.</param>
    /// <param name="threshold">Overlap (IoU) up to which both stay.</param>
    /// <returns>[K] indices by falling score, int64, on the boxes' device. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Other shapes.</exception>
    public static Tensor KeepPerGroup(Tensor boxes, Tensor scores, Tensor groups, double threshold) =>
        Run(boxes, scores, groups, threshold);

    private static Tensor Run(Tensor boxes, Tensor scores, Tensor? groups, double threshold)
    {
        long count = boxes.shape[0];
        if (boxes.dim() != 2 || boxes.shape[1] != 4 || scores.dim() != 1 || scores.shape[0] != count
            || (groups is not null && (groups.dim() != 1 || groups.shape[0] != count)))
            throw new ArgumentException(
                $"Expected boxes [N, 4] with as many scores and groups; got [{string.Join(", ", boxes.shape)}], "
                + $"[{string.Join(", ", scores.shape)}]"
                + (groups is null ? "." : $" and [{string.Join(", ", groups.shape)}]."));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        if (count == 0) return empty(0, dtype: int64, device: boxes.device).MoveToOuterDisposeScope();
        var order = scores.detach().sort(0, descending: true, stable: true).Indices;
        var sorted = boxes.detach().index_select(0, order).cpu();
        bool isDouble = sorted.dtype == ScalarType.Float64;
        // One row for each side, so that a register holds the same side of several boxes.
        var rows = sorted.to(isDouble ? float64 : float32).t().contiguous();
        long[]? numbers = groups?.index_select(0, order).ToLongs();
        bool[] stays = isDouble
            ? Stays<double>(rows.data<double>().ToArray(), (int)count, numbers, threshold)
            : Stays<float>(rows.data<float>().ToArray(), (int)count, numbers, Rounded(threshold));
        long[] kept = [.. Enumerable.Range(0, (int)count).Where(i => stays[i]).Select(i => (long)i)];
        return order.index_select(0, tensor(kept, device: order.device)).MoveToOuterDisposeScope();
    }

    /// <summary>The largest float32 not above a number: a float32 exceeds one exactly if it exceeds the
    /// other.</summary>
    private static float Rounded(double threshold)
    {
        float near = (float)threshold;
        return near > threshold ? MathF.BitDecrement(near) : near;
    }

    private static bool[] Stays<T>(T[] sides, int count, long[]? groups, T threshold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stays = new bool[count];
        var members = groups is null
            ? [[.. Enumerable.Range(0, count)]]
            : Enumerable.Range(0, count).GroupBy(i => groups[i]).Select(group => group.ToArray()).ToList();
        void One(int group) => Suppress(sides, count, members[group], threshold, stays);
        if (count < ParallelFrom || members.Count == 1 || get_num_threads() == 1)
        {
            for (int group = 0; group < members.Count; group++) One(group);
        }
        else
        {
            Parallel.For(0, members.Count, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, One);
        }
        return stays;
    }

    private static void Suppress<T>(T[] sides, int count, int[] members, T threshold, bool[] stays)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count, n = members.Length;
        int padded = (n + lanes - 1) / lanes * lanes; // the boxes behind the last one have no area and harm nothing
        T[] columns = new T[6 * padded];
        Span<T> left = columns.AsSpan(0, padded), top = columns.AsSpan(padded, padded);
        Span<T> right = columns.AsSpan(2 * padded, padded), bottom = columns.AsSpan(3 * padded, padded);
        Span<T> area = columns.AsSpan(4 * padded, padded), gone = columns.AsSpan(5 * padded, padded);
        for (int i = 0; i < n; i++)
        {
            int at = members[i];
            (left[i], top[i]) = (sides[at], sides[count + at]);
            (right[i], bottom[i]) = (sides[2 * count + at], sides[3 * count + at]);
            area[i] = (right[i] - left[i]) * (bottom[i] - top[i]);
        }
        var limit = new Vector<T>(threshold);
        for (int i = 0; i < n; i++)
        {
            if (gone[i] != T.Zero) continue; // all bits set is NaN, which differs from 0 too
            stays[members[i]] = true;
            Vector<T> l = new(left[i]), t = new(top[i]), r = new(right[i]), b = new(bottom[i]), a = new(area[i]);
            // Begins at the register that holds box i: its earlier lanes are decided already.
            for (int j = i / lanes * lanes; j < padded; j += lanes)
            {
                var width = Vector.Min(r, new Vector<T>(right[j..])) - Vector.Max(l, new Vector<T>(left[j..]));
                var height = Vector.Min(b, new Vector<T>(bottom[j..])) - Vector.Max(t, new Vector<T>(top[j..]));
                var shared = Vector.Max(width, Vector<T>.Zero) * Vector.Max(height, Vector<T>.Zero);
                var overlap = shared / (a + new Vector<T>(area[j..]) - shared);
                var marks = new Vector<T>(gone[j..]) | Vector.GreaterThan(overlap, limit);
                marks.CopyTo(gone[j..]);
            }
        }
    }
}

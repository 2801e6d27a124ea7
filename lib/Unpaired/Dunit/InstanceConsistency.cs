using Unpaired.Detection;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Objects of one picture, to be compared.</summary>
/// <param name="Boxes">[n, 4].</param>
/// <param name="Labels">Their classes.</param>
public sealed record LabelledBoxes(Tensor Boxes, IReadOnlyList<long> Labels)
{
    /// <summary>True boxes; the caller owns the tensor, float32.</summary>
    public static LabelledBoxes Of(params IReadOnlyList<PictureBox> boxes)
    {
        float[] sides = [.. boxes.SelectMany(box => (double[])[box.Left, box.Top, box.Right, box.Bottom]).Select(x => (float)x)];
        return new LabelledBoxes(tensor(sides, [boxes.Count, 4]), [.. boxes.Select(box => (long)box.Label)]);
    }

    /// <summary>What a detector found, with the gradient that its boxes carry.</summary>
    public static LabelledBoxes Of(Detections found) => new(found.Boxes, found.Labels.ToLongs());
}

/// <summary>Asks that the objects found after a translation are those that were there before.</summary>
/// <remarks>
/// The released code's formula, made differentiable and defined for empty lists: both are decisions of this project.
/// For n predictions and m references of a class, s = ½ (Σ over references of the best f / (n + |n − m|) + Σ over
/// predictions of the best f / (m + |n − m|)), 0 if either is missing. A picture's loss is the mean of 1 − s over the
/// classes that it has on either side; the loss is the mean over pictures that have any. Original: IVRL/Dunit
/// (ec229c2).
/// </remarks>
public static class InstanceConsistency
{
    /// <summary>The loss of several pictures.</summary>
    /// <param name="predictions">What a detector found after the translation; the gradient goes there.</param>
    /// <param name="references">What was there before.</param>
    /// <param name="agreement">f.</param>
    /// <returns>A scalar; 0 if no picture has an object. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Different numbers of pictures.</exception>
    public static Tensor Loss(
        IReadOnlyList<LabelledBoxes> predictions, IReadOnlyList<LabelledBoxes> references,
        BoxAgreement agreement = BoxAgreement.Iou)
    {
        if (predictions.Count != references.Count || predictions.Count == 0)
            throw new ArgumentException(
                $"Expected references for each of {predictions.Count} pictures, at least one; got {references.Count}.");
        using var scope = NewDisposeScope();
        var pictures = predictions.Zip(references, (p, q) => OfPicture(p, q, agreement)).OfType<Tensor>().ToList();
        var loss = pictures.Count > 0
            ? stack(pictures).mean()
            : zeros([], dtype: predictions[0].Boxes.dtype, device: predictions[0].Boxes.device);
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>s of two lists of boxes of one class.</summary>
    /// <param name="predictions">[n, 4].</param>
    /// <param name="references">[m, 4].</param>
    /// <param name="agreement">f.</param>
    /// <returns>A scalar, 0 if either list is empty. The caller owns it.</returns>
    public static Tensor Score(Tensor predictions, Tensor references, BoxAgreement agreement)
    {
        long n = predictions.shape[0], m = references.shape[0], apart = Math.Abs(n - m);
        if (n == 0 || m == 0) return zeros([], dtype: predictions.dtype, device: predictions.device);
        using var scope = NewDisposeScope();
        var pairs = Pairs(predictions, references, agreement);
        var first = pairs.max(0).values.sum().Over(n + apart);
        var second = pairs.max(1).values.sum().Over(m + apart);
        return (first + second).Times(0.5).MoveToOuterDisposeScope();
    }

    /// <summary>f of every pair: [n, m]. The caller owns it.</summary>
    internal static Tensor Pairs(Tensor first, Tensor second, BoxAgreement agreement)
    {
        switch (agreement)
        {
            case BoxAgreement.Iou: return Boxes.Iou(first, second);
            case BoxAgreement.Generalized: return Boxes.GeneralizedIou(first, second);
            case BoxAgreement.Distance: return Boxes.DistanceIou(first, second);
            case BoxAgreement.Complete: return Boxes.CompleteIou(first, second);
            case BoxAgreement.Full:
                using (var scope = NewDisposeScope())
                {
                    var empty = Boxes.Iou(first, second) - Boxes.GeneralizedIou(first, second);
                    return (Boxes.CompleteIou(first, second) - empty).MoveToOuterDisposeScope();
                }
            default: throw new ArgumentOutOfRangeException(nameof(agreement), agreement, "Unknown agreement.");
        }
    }

    private static Tensor? OfPicture(LabelledBoxes predictions, LabelledBoxes references, BoxAgreement agreement)
    {
        long[] classes = [.. predictions.Labels.Concat(references.Labels).Distinct().Order()];
        if (classes.Length == 0) return null;
        return stack(classes.Select(label =>
            Score(Of(predictions, label), Of(references, label), agreement).neg().Plus(1))).mean();
    }

    private static Tensor Of(LabelledBoxes all, long label)
    {
        long[] places =
            [.. Enumerable.Range(0, all.Labels.Count).Where(i => all.Labels[i] == label).Select(i => (long)i)];
        return all.Boxes.index_select(0, tensor(places, dtype: int64, device: all.Boxes.device));
    }
}

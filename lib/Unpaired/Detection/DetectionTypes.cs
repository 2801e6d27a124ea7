using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>What is truly in a picture.</summary>
/// <param name="Boxes">[n, 4] left, top, right, bottom in pixels; [0, 4] for a picture without objects.</param>
/// <param name="Labels">[n] int64, at least 1: 0 is background.</param>
public sealed record DetectionTarget(Tensor Boxes, Tensor Labels);

/// <summary>What a detector found in a picture, best first.</summary>
/// <param name="Boxes">[n, 4] left, top, right, bottom in pixels of the picture; may reach beyond it by a
/// rounding.</param>
/// <param name="Labels">[n] int64, at least 1.</param>
/// <param name="Scores">[n], 0 to 1, falling.</param>
public sealed record Detections(Tensor Boxes, Tensor Labels, Tensor Scores) : IDisposable
{
    /// <summary>The same as plain numbers.</summary>
    public IReadOnlyList<DetectedObject> ToObjects()
    {
        double[] sides = Boxes.ToDoubles(), scores = Scores.ToDoubles();
        long[] labels = Labels.ToLongs();
        return
        [
            .. labels.Select((label, i) => new DetectedObject(
                (int)label, scores[i], sides[4 * i], sides[4 * i + 1], sides[4 * i + 2], sides[4 * i + 3])),
        ];
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Boxes.Dispose();
        Labels.Dispose();
        Scores.Dispose();
    }

    internal Detections MoveToOuterDisposeScope() => new(
        Boxes.MoveToOuterDisposeScope(), Labels.MoveToOuterDisposeScope(), Scores.MoveToOuterDisposeScope());
}

/// <summary>One object that a detector found.</summary>
/// <param name="Label">Its class, at least 1.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Left">Left edge in pixels.</param>
/// <param name="Top">Top edge in pixels.</param>
/// <param name="Right">Right edge in pixels.</param>
/// <param name="Bottom">Bottom edge in pixels.</param>
public sealed record DetectedObject(int Label, double Score, double Left, double Top, double Right, double Bottom);

/// <summary>The four losses of a detector; torchvision sums them.</summary>
/// <param name="Classifier">loss_classifier: cross-entropy of the second stage.</param>
/// <param name="BoxRegression">loss_box_reg: smooth L1 of the second stage.</param>
/// <param name="Objectness">loss_objectness: binary cross-entropy of the proposals.</param>
/// <param name="ProposalRegression">loss_rpn_box_reg: smooth L1 of the proposals.</param>
public sealed record DetectorLosses(
    Tensor Classifier, Tensor BoxRegression, Tensor Objectness, Tensor ProposalRegression)
{
    /// <summary>The losses under torchvision's names, without <c>loss_</c>.</summary>
    public IReadOnlyList<Training.LossPart> Parts =>
    [
        new("classifier", 1, Classifier), new("box_reg", 1, BoxRegression), new("objectness", 1, Objectness),
        new("rpn_box_reg", 1, ProposalRegression),
    ];
}

using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>Content pictures (A) and class pictures (B), each with the number of its class.</summary>
/// <param name="a">[N, 3, H, W] in [-1, 1]: whose content is kept; belongs to the batch.</param>
/// <param name="b">[N, 3, H, W] in [-1, 1]: whose class is taken; belongs to the batch.</param>
/// <param name="labelsA">[N], int64, from 0; belongs to the batch.</param>
/// <param name="labelsB">[N], int64; belongs to the batch.</param>
public sealed class LabelledBatch(Tensor a, Tensor b, Tensor labelsA, Tensor labelsB) : TrainingBatch(a, b)
{
    /// <summary>The classes of A.</summary>
    public Tensor LabelsA { get; } = labelsA;

    /// <summary>The classes of B; nothing keeps them from being those of A.</summary>
    public Tensor LabelsB { get; } = labelsB;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        LabelsA.Dispose();
        LabelsB.Dispose();
    }
}

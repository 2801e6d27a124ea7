using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>What a preview shows of a batch; all pictures [N, C, H, W] in [-1, 1].</summary>
/// <param name="ReconstructionA">G_a(c_a, own style).</param>
/// <param name="AtoBFixed">With the fixed display styles of B.</param>
/// <param name="AtoBDrawn">With freshly drawn styles of B.</param>
/// <param name="ReconstructionB">G_b(c_b, own style).</param>
/// <param name="BtoAFixed">With the fixed display styles of A.</param>
/// <param name="BtoADrawn">With freshly drawn styles of A.</param>
public sealed record MunitPreview(
    Tensor ReconstructionA, Tensor AtoBFixed, Tensor AtoBDrawn, Tensor ReconstructionB, Tensor BtoAFixed,
        Tensor BtoADrawn);

/// <summary>Looking at a run without training. Original: trainer.py, forward and sample (a82e222).</summary>
public sealed partial class MunitTrainer
{
    /// <summary>Translates both batches with the fixed display styles.</summary>
    /// <param name="xA">[display_size, C, H, W] in [-1, 1].</param>
    /// <param name="xB">[display_size, C, H, W] in [-1, 1].</param>
    /// <returns>x_ab and x_ba. The caller owns them.</returns>
    /// <exception cref="ArgumentException">A batch of another size than display_size.</exception>
    public (Tensor AtoB, Tensor BtoA) Translate(Tensor xA, Tensor xB)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var contentA = GeneratorA.EncodeContent(xA);
        var contentB = GeneratorB.EncodeContent(xB);
        return (
            GeneratorB.Decode(contentA, DisplayStylesB).MoveToOuterDisposeScope(),
            GeneratorA.Decode(contentB, DisplayStylesA).MoveToOuterDisposeScope());
    }

    /// <summary>Reconstructions and translations of up to display_size pictures, with newly drawn styles.</summary>
    /// <param name="xA">[N, C, H, W] in [-1, 1].</param>
    /// <param name="xB">The same number of pictures.</param>
    /// <returns>The caller owns the tensors.</returns>
    public MunitPreview Preview(Tensor xA, Tensor xB)
    {
        // Parity: a before b. x_ba takes its style from A, one per picture of B.
        using var drawnA = DrawStyle(xB.shape[0]);
        using var drawnB = DrawStyle(xA.shape[0]);
        return Preview(xA, xB, drawnA, drawnB);
    }

    /// <summary>The same with given styles [N, style_dim, 1, 1].</summary>
    internal MunitPreview Preview(Tensor xA, Tensor xB, Tensor drawnA, Tensor drawnB)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (contentA, styleA) = GeneratorA.Encode(xA);
        var (contentB, styleB) = GeneratorB.Encode(xB);
        Tensor First(Tensor styles, Tensor x) => styles.narrow(0, 0, x.shape[0]);
        return new MunitPreview(
            GeneratorA.Decode(contentA, styleA).MoveToOuterDisposeScope(),
            GeneratorB.Decode(contentA, First(DisplayStylesB, xA)).MoveToOuterDisposeScope(),
            GeneratorB.Decode(contentA, drawnB).MoveToOuterDisposeScope(),
            GeneratorB.Decode(contentB, styleB).MoveToOuterDisposeScope(),
            GeneratorA.Decode(contentB, First(DisplayStylesA, xB)).MoveToOuterDisposeScope(),
            GeneratorA.Decode(contentB, drawnA).MoveToOuterDisposeScope());
    }

    /// <summary>Replaces the fixed display styles by copies of others.</summary>
    internal void UseDisplayStyles(Tensor stylesA, Tensor stylesB)
    {
        DisplayStylesA.Dispose();
        DisplayStylesB.Dispose();
        DisplayStylesA = stylesA.clone().to(Dtype).DetachFromDisposeScope();
        DisplayStylesB = stylesB.clone().to(Dtype).DetachFromDisposeScope();
    }
}

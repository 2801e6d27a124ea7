using Unpaired.Data;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Unit;

/// <summary>Moves codes along the directions in which the codes of many pictures differ most (principal components), to
/// see what a direction means in either domain.</summary>
public sealed class UnitTraversal : IDisposable
{
    private readonly UnitTranslator translator;
    private readonly Tensor steps;

    private UnitTraversal(UnitTranslator translator, Tensor steps)
    {
        this.translator = translator;
        this.steps = steps;
    }

    /// <summary>How many directions there are.</summary>
    public int Count => (int)steps.shape[0];

    /// <summary>Finds the directions.</summary>
    /// <param name="translator">Stays the caller's.</param>
    /// <param name="pictures">At least two, of one size.</param>
    /// <param name="domain">The domain they are of.</param>
    /// <param name="count">How many directions; below the number of pictures.</param>
    /// <exception cref="ArgumentException">Too few pictures, or too small ones; a count out of range.</exception>
    public static UnitTraversal Of(UnitTranslator translator, IEnumerable<Picture> pictures, Domain domain, int count = 3)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] codes = [.. pictures.Select(picture => translator.Encode(picture, domain).to(float64))];
        if (count < 1 || codes.Length <= count)
            throw new ArgumentException(
                $"Expected at least one direction and more pictures than directions; got {codes.Length} pictures and "
                + $"{count} directions.", nameof(pictures));
        var rows = cat(codes, 0).reshape(codes.Length, -1);
        rows = rows - rows.mean([0], keepdim: true);
        // With few pictures and many numbers: eigenvectors of the small matrix of inner products, smallest value first.
        var (_, vectors) = linalg.eigh(rows.matmul(rows.t()));
        var directions = vectors.narrow(1, codes.Length - count, count).flip(1).t().matmul(rows);
        // Row k is Σ u_i x_i, of length √λ_k; the deviation along it is √(λ_k / (n − 1)).
        var steps = directions.div(Math.Sqrt(codes.Length - 1)).reshape([count, .. codes[0].shape[1..]]);
        return new UnitTraversal(translator, steps.to(float32).MoveToOuterDisposeScope());
    }

    /// <summary>A picture whose code is moved along a direction.</summary>
    /// <param name="input">Of the size that the directions were found with.</param>
    /// <param name="from">The domain it is of.</param>
    /// <param name="to">The domain to draw it in.</param>
    /// <param name="direction">From 0, the direction along which codes differ most.</param>
    /// <param name="shift">In standard deviations along that direction.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such direction.</exception>
    /// <exception cref="ArgumentException">A picture of another size.</exception>
    public Picture Shift(Picture input, Domain from, Domain to, int direction, double shift)
    {
        if (direction < 0 || direction >= Count)
            throw new ArgumentOutOfRangeException(
                nameof(direction), direction, $"Expected a direction of 0 to {Count - 1}.");
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var code = translator.Encode(input, from);
        var step = steps[direction].unsqueeze(0);
        if (!code.shape.SequenceEqual(step.shape))
            throw new ArgumentException($"Expected a picture with a code of [{string.Join(", ", step.shape)}]; "
                + $"got [{string.Join(", ", code.shape)}].", nameof(input));
        return translator.Decode(code + step.mul((float)shift), to);
    }

    /// <summary>Frees the directions.</summary>
    public void Dispose() => steps.Dispose();
}

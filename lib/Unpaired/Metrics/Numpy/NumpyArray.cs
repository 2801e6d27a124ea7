namespace Unpaired.Metrics.Numpy;

/// <summary>An array of numbers as NumPy's files hold it, rows one after the other.</summary>
/// <param name="Shape">Sizes; empty for a single number.</param>
/// <param name="Values">As many as the sizes' product, in float64: whole numbers beyond 2⁵³ would be rounded.</param>
public sealed record NumpyArray(IReadOnlyList<long> Shape, double[] Values)
{
    /// <summary>A single number.</summary>
    public static NumpyArray Of(double value) => new([], [value]);

    /// <summary>The shape as NumPy writes it.</summary>
    public override string ToString() => Shape.Count == 1 ? $"({Shape[0]},)" : $"({string.Join(", ", Shape)})";
}

using System.Globalization;

namespace Unpaired.Verification;

/// <summary>
/// How far two tensors may be apart. The largest difference is divided by the largest magnitude expected in the tensor;
/// where that magnitude is next to nothing (biases in front of a normalisation have gradients of pure rounding noise),
/// the difference itself counts.
/// </summary>
/// <param name="Relative">Allowed difference, as a fraction of the largest expected magnitude.</param>
/// <param name="Floor">Below this magnitude the comparison is absolute.</param>
/// <param name="Absolute">Allowed difference below the floor.</param>
public sealed record GoldenTolerance(double Relative, double Floor, double Absolute)
{
    /// <summary>Outputs, losses, gradients and parameters in float64.</summary>
    public static GoldenTolerance Double { get; } = new(1e-9, 1e-9, 1e-12);

    /// <summary>Twenty iterations in float64: rounding grows from step to step.</summary>
    public static GoldenTolerance Trajectory { get; } = new(1e-6, 1e-9, 1e-12);

    /// <summary>The same groups computed in float32, whose rounding noise in gradients lies near 1e-6.</summary>
    public static GoldenTolerance Single { get; } = new(1e-4, 1e-4, 1e-5);

    /// <summary>The difference allowed in a tensor.</summary>
    /// <param name="magnitude">The largest magnitude expected in it.</param>
    public double Allowed(double magnitude) => magnitude < Floor ? Absolute : Relative * magnitude;

    /// <summary>The relative tolerance, for a table.</summary>
    public override string ToString() => Relative.ToString("0e-0", CultureInfo.InvariantCulture);
}

using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>What the estimates need of the three kernel matrices: K = k(x, x), L = k(y, y), C = k(x, y).</summary>
internal sealed class KernelSums
{
    private readonly double m;
    private readonly double diagonals, trace; // of K and L together; of C
    private readonly double within, cross; // Σ of K and L without diagonals; Σ of C
    private readonly double withinSquares, crossSquares; // Σ of squared entries, likewise
    private readonly double rowsSquared, crossRowsSquared; // Σ of squared row sums; of C also of its columns
    private readonly double withinSquaredSums; // (Σ K)² + (Σ L)², without diagonals
    private readonly double mixed; // row sums of K times those of C, and of L times the column sums of C

    private KernelSums(Tensor ofX, Tensor ofY, Tensor between)
    {
        m = ofX.shape[0];
        var (diagonalX, diagonalY) = (ofX.diagonal(), ofY.diagonal());
        diagonals = Number(diagonalX.sum() + diagonalY.sum());
        trace = Number(between.diagonal().sum());
        var (rowsX, rowsY) = (ofX.sum(1) - diagonalX, ofY.sum(1) - diagonalY);
        var (crossRows, crossColumns) = (between.sum(1), between.sum([0]));
        double sumX = Number(rowsX.sum()), sumY = Number(rowsY.sum());
        within = sumX + sumY;
        withinSquaredSums = (sumX * sumX) + (sumY * sumY);
        cross = Number(crossRows.sum());
        withinSquares = Squares(ofX) - Squares(diagonalX) + Squares(ofY) - Squares(diagonalY);
        crossSquares = Squares(between);
        rowsSquared = Squares(rowsX) + Squares(rowsY);
        crossRowsSquared = Squares(crossRows) + Squares(crossColumns);
        mixed = Number(rowsX.dot(crossRows) + rowsY.dot(crossColumns));
    }

    internal static KernelSums Of(Tensor x, Tensor y, PolynomialKernel kernel)
    {
        KernelDistance.RequireRows(x, y);
        return x.shape[0] == y.shape[0]
            ? new KernelSums(kernel.Of(x, x), kernel.Of(y, y), kernel.Of(x, y))
            : throw new ArgumentException(
                $"Expected sets of equal size; got {x.shape[0]} and {y.shape[0]} rows.", nameof(y));
    }

    internal double Discrepancy(DiscrepancyEstimate estimate) => estimate switch
    {
        DiscrepancyEstimate.Biased => (within + diagonals - (2 * cross)) / (m * m),
        DiscrepancyEstimate.UStatistic => (within - (2 * (cross - trace))) / (m * (m - 1)),
        _ => (within / (m * (m - 1))) - (2 * cross / (m * m)),
    };

    internal double Variance(double size)
    {
        double pairs = m * (m - 1), squaredMean = withinSquaredSums / (pairs * pairs);
        double crossMean = cross / (m * m), meanTimesCross = within / pairs * crossMean;
        double mixedMean = mixed / (m * pairs);
        // ζ₁: the covariance of two terms that share one point; ζ₂: of two that share both.
        double first = ((rowsSquared - withinSquares) / (pairs * (m - 2))) - squaredMean
            + ((crossRowsSquared - (2 * crossSquares)) / (m * pairs)) - (2 * crossMean * crossMean)
            - (2 * mixedMean) + (2 * meanTimesCross);
        double second = (withinSquares / pairs) - squaredMean + (2 * crossSquares / (m * m))
            - (2 * crossMean * crossMean) - (4 * mixedMean) + (4 * meanTimesCross);
        return ((4 * (size - 2) * first) + (2 * second)) / (size * (size - 1));
    }

    private static double Squares(Tensor x) => Number(x.square().sum());

    private static double Number(Tensor x) => x.item<double>();
}

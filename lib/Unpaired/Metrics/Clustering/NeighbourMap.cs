using System.Numerics;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Clustering;

/// <summary>How a t-SNE map is made.</summary>
public sealed record NeighbourMapOptions
{
    /// <summary>Neighbours that count, roughly; at most a third of the points.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Principal components to begin with; 0 to take points as they are.</summary>
    public int Components { get; init; } = 50;

    /// <summary>Gradient steps.</summary>
    public int Iterations { get; init; } = 750;

    /// <summary>Decides the tiny noise on the starting places.</summary>
    public long Seed { get; init; } = 1;
}

/// <summary>t-SNE: points in the plane, neighbours in many dimensions near each other.</summary>
/// <remarks>
/// Van der Maaten and Hinton, JMLR 2008; the exact gradient over all pairs, so for up to a few thousand points. PCA
/// first and as the start (Kobak and Berens 2019), learning rate N / 12, early exaggeration 12. The same seed gives the
/// same map. Distances between far groups, and their sizes, mean nothing.
/// </remarks>
public static class NeighbourMap
{
    private const int ExaggeratedSteps = 250;
    private const float Exaggeration = 12;
    private const int MostPoints = 5000;

    /// <summary>Places of the points.</summary>
    /// <param name="points">[N, D], N from 4 to 5,000.</param>
    /// <param name="options">Perplexity, steps, seed.</param>
    /// <returns>N × 2.</returns>
    /// <exception cref="ArgumentException">Another shape or size, or numbers that are not finite.</exception>
    public static double[,] Of(Tensor points, NeighbourMapOptions? options = null)
    {
        options ??= new NeighbourMapOptions();
        if (points.dim() != 2 || points.shape[0] is < 4 or > MostPoints)
            throw new ArgumentException(
                $"Expected points [N, D] with N from 4 to {MostPoints}; got [{string.Join(", ", points.shape)}].");
        using var scope = NewDisposeScope();
        if (!points.isfinite().all().item<bool>())
            throw new ArgumentException("Expected finite points; got some that are not.", nameof(points));
        int count = (int)points.shape[0];
        var x = options.Components > 0 ? PrincipalComponents.Project(points, options.Components)
            : points.detach().to(float64).cpu();
        float[] affinities = Affinities(x.contiguous(), Math.Min(options.Perplexity, (count - 1) / 3.0));
        var (first, second) = Start(points, count, options.Seed);
        new Descent(affinities, first, second).Run(options.Iterations, ExaggeratedSteps, Exaggeration);
        double[,] places = new double[count, 2];
        for (int i = 0; i < count; i++) (places[i, 0], places[i, 1]) = (first[i], second[i]);
        return places;
    }

    /// <summary>A map as a chart, one series per group.</summary>
    /// <param name="places">From <see cref="Of"/>.</param>
    /// <param name="groups">One a point, from 0.</param>
    /// <param name="title">The claim.</param>
    /// <param name="alt">What is to be seen.</param>
    /// <param name="names">One a group; numbers unless given.</param>
    public static Chart ToChart(
        double[,] places, IReadOnlyList<int> groups, string title, string alt, IReadOnlyList<string>? names = null)
    {
        var chart = new Chart(title, alt, "", "");
        foreach (var group in groups.Select((g, i) => (Group: g, Point: i)).GroupBy(e => e.Group).OrderBy(g => g.Key))
        {
            string name = names?[group.Key] ?? group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture);
            chart.Scatter(name, group.Select(e => places[e.Point, 0]), group.Select(e => places[e.Point, 1]));
        }
        return chart;
    }

    /// <summary>The first two components, scaled to a deviation of 1e-4, with noise so that equal points
    /// part.</summary>
    private static (float[] First, float[] Second) Start(Tensor points, int count, long seed)
    {
        using var scope = NewDisposeScope();
        var places = PrincipalComponents.Project(points, 2);
        if (places.shape[1] < 2) places = cat([places, zeros_like(places)], 1);
        double deviation = places.select(1, 0).std().item<double>();
        if (deviation > 0) places = places / deviation * 1e-4;
        using var random = new Generator((ulong)seed);
        places = places + empty(count, 2, dtype: float64).normal_(0, 1e-6, random);
        float[] Column(int i) => places.select(1, i).to(float32).contiguous().data<float>().ToArray();
        return (Column(0), Column(1));
    }

    /// <summary>P: symmetric, sums to 1; row by row the width that gives the perplexity.</summary>
    private static float[] Affinities(Tensor x, double perplexity)
    {
        int count = (int)x.shape[0];
        using var norms = x.square().sum(1);
        using var distances = (norms.unsqueeze(1) + norms.unsqueeze(0) - x.mm(x.t()) * 2).clamp(min: 0).contiguous();
        double[] squared = distances.data<double>().ToArray();
        double[] conditional = new double[squared.Length];
        Parallel.For(0, count, i => FillRow(
            squared.AsSpan(i * count, count), conditional.AsSpan(i * count, count), i, Math.Log(perplexity)));
        float[] joint = new float[squared.Length];
        for (int i = 0; i < count; i++)
            for (int j = 0; j < count; j++)
                joint[i * count + j] = i == j ? 0
                    : (float)Math.Max((conditional[i * count + j] + conditional[j * count + i]) / (2.0 * count), 1e-12);
        return joint;
    }

    private static void FillRow(ReadOnlySpan<double> squared, Span<double> row, int self, double entropy)
    {
        double low = 0, high = double.PositiveInfinity, precision = 1, least = double.PositiveInfinity;
        for (int j = 0; j < squared.Length; j++)
        {
            if (j != self) least = Math.Min(least, squared[j]);
        }
        for (int round = 0; round < 100; round++)
        {
            double sum = 0, weighted = 0;
            for (int j = 0; j < row.Length; j++)
            {
                double distance = squared[j] - least; // the same shares, no underflow
                row[j] = j == self ? 0 : Math.Exp(-precision * distance);
                sum += row[j];
                weighted += row[j] * distance;
            }
            for (int j = 0; j < row.Length; j++) row[j] /= sum;
            double difference = Math.Log(sum) + precision * weighted / sum - entropy;
            if (Math.Abs(difference) < 1e-5) return;
            if (difference > 0) low = precision;
            else high = precision;
            precision = double.IsInfinity(high) ? precision * 2 : (low + high) / 2;
        }
    }

    /// <summary>Gradient descent with momentum and a gain per coordinate.</summary>
    private sealed class Descent(float[] affinities, float[] first, float[] second)
    {
        private readonly int count = first.Length;
        private readonly double[] rowSums = new double[first.Length];
        private readonly float[] pull = new float[2 * first.Length];
        private readonly float[] push = new float[2 * first.Length];
        private readonly float[] speed = new float[2 * first.Length];
        private readonly float[] gains = [.. Enumerable.Repeat(1f, 2 * first.Length)];

        internal void Run(int iterations, int exaggeratedSteps, float exaggeration)
        {
            float rate = Math.Max(count / exaggeration, 50);
            for (int step = 0; step < iterations; step++)
            {
                bool early = step < exaggeratedSteps;
                Parallel.For(0, count, Row);
                double total = rowSums.Sum();
                Move(early ? exaggeration : 1, (float)(1 / total), rate, early ? 0.5f : 0.8f);
            }
        }

        /// <summary>Of one point: Σ q, Σ p q (y − y'), Σ q² (y − y'), with q = 1 / (1 + |y − y'|²).</summary>
        private void Row(int i)
        {
            var (x, y) = (new Vector<float>(first[i]), new Vector<float>(second[i]));
            Vector<float> sum = default, pullX = default, pullY = default, pushX = default, pushY = default;
            int lanes = Vector<float>.Count, j = 0;
            for (; j <= count - lanes; j += lanes)
            {
                var dx = x - new Vector<float>(first, j);
                var dy = y - new Vector<float>(second, j);
                var q = Vector<float>.One / (Vector<float>.One + dx * dx + dy * dy);
                var p = new Vector<float>(affinities, i * count + j) * q;
                sum += q;
                pullX += p * dx;
                pullY += p * dy;
                pushX += q * q * dx;
                pushY += q * q * dy;
            }
            float[] rest = new float[5];
            for (; j < count; j++)
            {
                float dx = first[i] - first[j], dy = second[i] - second[j], q = 1 / (1 + dx * dx + dy * dy);
                float p = affinities[i * count + j] * q;
                rest[0] += q;
                (rest[1], rest[2]) = (rest[1] + p * dx, rest[2] + p * dy);
                (rest[3], rest[4]) = (rest[3] + q * q * dx, rest[4] + q * q * dy);
            }
            rowSums[i] = Vector.Sum(sum) + rest[0] - 1; // not with itself
            (pull[2 * i], pull[2 * i + 1]) = (Vector.Sum(pullX) + rest[1], Vector.Sum(pullY) + rest[2]);
            (push[2 * i], push[2 * i + 1]) = (Vector.Sum(pushX) + rest[3], Vector.Sum(pushY) + rest[4]);
        }

        private void Move(float exaggeration, float normalizer, float rate, float momentum)
        {
            for (int i = 0; i < 2 * count; i++)
            {
                float gradient = 4 * (exaggeration * pull[i] - normalizer * push[i]);
                gains[i] = gradient * speed[i] < 0 ? gains[i] + 0.2f : Math.Max(gains[i] * 0.8f, 0.01f);
                speed[i] = momentum * speed[i] - rate * gains[i] * gradient;
                if (i % 2 == 0) first[i / 2] += speed[i];
                else second[i / 2] += speed[i];
            }
        }
    }
}

using System.Globalization;

namespace Unpaired.Exercises;

/// <summary>Tries what readers of notebook 00 wrote.</summary>
internal static class StartProbes
{
    private const int Points = 1000;
    private const int Bins = 10;

    /// <summary>A rule on [0, 1] that keeps the even spread although it sends several numbers to one.</summary>
    /// <returns>Null if it is one, otherwise what was seen.</returns>
    public static string? FlatRule(Func<double, double> rule)
    {
        var pairs = Enumerable.Range(0, Points).Select(i => (i + 0.5) / Points).Select(x => (X: x, Y: rule(x))).ToList();
        foreach (var (x, y) in pairs)
        {
            if (!(y >= 0 && y <= 1))
                return $"{Text(x)} goes to {Text(y)}, which is outside [0, 1].";
        }
        int[] counts = new int[Bins];
        foreach (var (_, y) in pairs)
            counts[Math.Min(Bins - 1, (int)(y * Bins))]++;
        var (bin, count) = counts.Index().MaxBy(c => Math.Abs(c.Item - Points / Bins));
        if (Math.Abs(count - Points / Bins) > Points / 50)
            return $"{Text(100.0 * count / Points)} % of the outputs lie between {Text((double)bin / Bins)} and "
                + $"{Text((bin + 1.0) / Bins)}; an even spread has 10 % there.";
        // Where a rule can be undone, neighbouring outputs come from neighbouring inputs, but for a few seams.
        var byOutput = pairs.OrderBy(pair => pair.Y).ToList();
        int farApart = byOutput.Zip(byOutput.Skip(1)).Count(two => Math.Abs(two.First.X - two.Second.X) > 0.05);
        return farApart >= Points / 4
            ? null
            : "the spread is even, but hardly any two inputs share an output: this rule can be undone.";
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}

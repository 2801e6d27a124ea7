namespace Unpaired.Worlds;

/// <summary>Checks and draws of single factors, alike in all worlds.</summary>
internal static class Factor
{
    /// <summary>Throws unless a factor is in its range.</summary>
    /// <param name="owner">Whose factor, as the message says it.</param>
    /// <param name="name">The factor.</param>
    /// <param name="value">What it is; NaN is in no range.</param>
    /// <param name="low">The least value allowed.</param>
    /// <param name="high">The greatest value allowed.</param>
    /// <exception cref="ArgumentException">Outside [low, high].</exception>
    public static void Require(string owner, string name, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
            throw new ArgumentException($"{owner}: expected {name} in [{low}, {high}]; got {value}.");
    }

    /// <summary>Throws unless an enumeration's value has a name.</summary>
    /// <exception cref="ArgumentException">A number that means nothing.</exception>
    public static void RequireDefined<T>(string owner, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentException($"{owner}: no {typeof(T).Name} {value}.");
    }

    /// <summary>An even draw, rounded to four digits: enough for a factor, and keeps the files of factors
    /// short.</summary>
    public static double Between(this Random random, double low, double high) =>
        Rounded(low + (high - low) * random.NextDouble());

    /// <summary>Four digits of a factor.</summary>
    public static double Rounded(double value) => Math.Round(value, 4);

    /// <summary>Whether an event of this probability happens.</summary>
    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    /// <summary>One of several, all alike probable.</summary>
    public static T Pick<T>(this Random random, params ReadOnlySpan<T> choices) =>
        choices[random.Next(choices.Length)];
}

using System.Globalization;
using System.Text;

namespace Unpaired.Checkpoints;

/// <summary>Words for messages about files that may hold anything.</summary>
internal static class Text
{
    /// <summary>A name from a file, safe to print: no control characters, not longer than a line.</summary>
    public static string Printable(string text)
    {
        const int longest = 120;
        var result = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, longest)))
            result.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return text.Length > longest ? result.Append('…').ToString() : result.ToString();
    }

    /// <summary>A shape as PyTorch prints it: [3, 64, 7, 7]; [] for a scalar.</summary>
    public static string Shape(IEnumerable<long> sizes) => $"[{string.Join(", ", sizes)}]";

    /// <summary>12.3 MB and the like, with powers of 1000 as the name says.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };

    /// <summary>The first few of many names, and how many more there are.</summary>
    public static string Some(IReadOnlyCollection<string> names, int most = 8)
    {
        string shown = string.Join(", ", names.Take(most).Select(Printable));
        return names.Count > most ? $"{shown} and {names.Count - most} more" : shown;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Unpaired.Checkpoints;

/// <summary>
/// The names and shapes of a file as the rules of <see cref="TitleRules"/> see them: joined with dots whatever the
/// format, without the module. of DataParallel.
/// </summary>
internal sealed partial class TitleNames
{
    private readonly Dictionary<string, IReadOnlyList<long>> shapes = [];
    private readonly Dictionary<string, long> numbers = [];

    public TitleNames(CheckpointDescription description)
    {
        bool parallel = false;
        string Plain(string path)
        {
            string name = path.Replace('/', '.');
            if (name.StartsWith("net_", StringComparison.Ordinal))
                return name; // imaginaire: module. is part of the layout
            string plain = ParallelPrefix().Replace(name, "$1");
            parallel |= plain.Length != name.Length;
            return plain;
        }

        foreach (var entry in description.Entries)
        {
            if (entry.Shape is { } shape)
                shapes.TryAdd(Plain(entry.Path), shape);
            else if (entry.Kind == CheckpointKind.Integer
                && IntegerText().Match(entry.Detail) is { Success: true } match
                && long.TryParse(match.Value, CultureInfo.InvariantCulture, out long number))
                numbers.TryAdd(entry.Path, number);
        }

        Parallel = parallel;
    }

    /// <summary>Whether names had the prefix of DataParallel.</summary>
    public bool Parallel { get; }

    public IEnumerable<string> All => shapes.Keys;

    public long? Iteration => Number("current_iteration") ?? Number("total_it");

    public long? Epoch => Number("current_epoch") ?? Number("epoch") ?? Number("ep");

    public bool Has(string name) => shapes.ContainsKey(name);

    public bool Any(string prefix) => shapes.Keys.Any(n => n.StartsWith(prefix, StringComparison.Ordinal));

    public bool AnyEnds(string suffix) => shapes.Keys.Any(n => n.EndsWith(suffix, StringComparison.Ordinal));

    /// <summary>A size of a tensor, or 0.</summary>
    public long Size(string name, int dimension = 0) =>
        shapes.TryGetValue(name, out var shape) && shape.Count > dimension ? shape[dimension] : 0;

    /// <summary>How many different values a number in the names takes.</summary>
    public int Distinct(string pattern)
    {
        var regex = new Regex(pattern);
        return shapes.Keys.Select(n => regex.Match(n)).Where(m => m.Success).Select(m => m.Groups[1].Value).Distinct()
            .Count();
    }

    private long? Number(string path) => numbers.TryGetValue(path, out long value) ? value : null;

    [GeneratedRegex(@"^((?:[^./]+\.)?)module\.(?!module\.)")]
    private static partial Regex ParallelPrefix();

    [GeneratedRegex(@"-?\d+$")]
    private static partial Regex IntegerText();
}

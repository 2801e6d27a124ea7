using System.Globalization;

namespace Unpaired.Benchmarks;

/// <summary>--name value pairs.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> values = [];

    public Options(IEnumerable<string> arguments)
    {
        var list = arguments.ToList();
        for (int i = 0; i + 1 < list.Count; i += 2)
            values[list[i].TrimStart('-')] = list[i + 1];
    }

    public int Number(string name, int fallback) =>
        values.TryGetValue(name, out string? value) ? int.Parse(value, CultureInfo.InvariantCulture) : fallback;

    public string Text(string name, string fallback) => values.GetValueOrDefault(name, fallback);
}

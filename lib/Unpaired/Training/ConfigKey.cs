using System.Globalization;
using System.Text;
using Unpaired.Layers;
using YamlDotNet.RepresentationModel;

namespace Unpaired.Training;

/// <summary>One key of the originals' configuration files: how to read it into a record and write it from
/// one.</summary>
internal sealed record ConfigKey<T>(string Name, Func<T, string?> Get, Func<T, string, T> Set)
{
    internal static ConfigKey<T> Whole(string name, Func<T, int?> get, Func<T, int, T> set) => new(
        name,
        c => get(c)?.ToString(CultureInfo.InvariantCulture),
        (c, word) => set(c, int.TryParse(
            word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new ArgumentException($"expected a whole number; got '{word}'")));

    internal static ConfigKey<T> Real(string name, Func<T, double> get, Func<T, double, T> set) => new(
        name,
        c => get(c).ToString("R", CultureInfo.InvariantCulture),
        (c, word) => set(c, double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new ArgumentException($"expected a number; got '{word}'")));

    internal static ConfigKey<T> Option<TOption>(string name, Func<T, TOption> get, Func<T, TOption, T> set)
        where TOption : struct, Enum =>
        new(name, c => OriginalNames.Of(get(c)), (c, word) => set(c, OriginalNames.Parse<TOption>(word)));

    /// <summary>Reads a mapping; sections are handed back, not read.</summary>
    internal static T Read(
        T start, IReadOnlyList<ConfigKey<T>> keys, YamlNode node, string source, string prefix, bool ignoreUnknown,
        Dictionary<string, YamlNode>? sections = null, string[]? sectionNames = null)
    {
        if (node is not YamlMappingNode mapping)
            throw new ArgumentException($"{source}: '{prefix.TrimEnd('.')}': expected 'key: value' lines below it.");
        foreach (var (nameNode, value) in mapping.Children)
        {
            string name = ((YamlScalarNode)nameNode).Value ?? "";
            if (sectionNames?.Contains(name) == true)
            {
                sections![name] = value;
                continue;
            }
            var key = keys.FirstOrDefault(k => k.Name == name);
            if (key is null && ignoreUnknown) continue;
            if (key is null)
            {
                string known = string.Join(", ", keys.Select(k => k.Name).Concat(sectionNames ?? []));
                throw new ArgumentException($"{source}: unknown key '{prefix}{name}'. Known keys: {known}.");
            }
            if (value is not YamlScalarNode scalar)
                throw new ArgumentException($"{source}: '{prefix}{name}': expected one value; got several.");
            try
            {
                start = key.Set(start, scalar.Value ?? "");
            }
            catch (ArgumentException error)
            {
                throw new ArgumentException($"{source}: '{prefix}{name}': {error.Message}", error);
            }
        }
        return start;
    }

    /// <summary>Writes 'key: value' lines, leaving out what is not set.</summary>
    internal static void Write(StringBuilder text, T config, IEnumerable<ConfigKey<T>> keys, string indent)
    {
        foreach (var key in keys)
        {
            if (key.Get(config) is { } value) text.Append($"{indent}{key.Name}: {Quoted(value)}\n");
        }
    }

    /// <summary>In quotation marks where YAML would read the plain text differently.</summary>
    private static string Quoted(string value) =>
        value.Length > 0 && value.All(c => char.IsLetterOrDigit(c) || c is '.' or '/' or '_' or '-' or '+')
            ? value
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}

using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Unpaired.Training;

/// <summary>A section of a configuration file, such as <c>gen</c>: keys of a record within the record.</summary>
internal sealed record ConfigSection<T>(
    string Name, Func<T, YamlNode, string, bool, T> Read, Action<StringBuilder, T> Write)
{
    internal static ConfigSection<T> Of<TPart>(
        string name, IReadOnlyList<ConfigKey<TPart>> keys, Func<T, TPart> get, Func<T, TPart, T> set) => new(
        name,
        (config, node, source, ignoreUnknown) =>
            set(config, ConfigKey<TPart>.Read(get(config), keys, node, source, $"{name}.", ignoreUnknown)),
        (text, config) =>
        {
            text.Append($"{name}:\n");
            ConfigKey<TPart>.Write(text, get(config), keys, "  ");
        });
}

/// <summary>A configuration that knows what is impossible.</summary>
internal interface ICheckedConfig
{
    /// <summary>Refuses what cannot be built or trained.</summary>
    /// <exception cref="ArgumentException">Names the original's key, what is expected and what was found.</exception>
    void Check();
}

/// <summary>Numbers with a least value.</summary>
internal static class ConfigLimits
{
    /// <summary>Refuses the first number that is too small or not finite.</summary>
    /// <param name="limits">The original's keys, the numbers, and the least that each may be.</param>
    /// <exception cref="ArgumentException">Names the key, what is expected and what was found.</exception>
    public static void Require(IEnumerable<(string Key, double Value, double Least)> limits)
    {
        foreach (var (key, value, least) in limits)
        {
            if (!(value >= least) || !double.IsFinite(value))
                throw new ArgumentException(FormattableString.Invariant(
                    $"{key}: expected a number of at least {least}; got {value}."));
        }
    }
}

/// <summary>The keys and sections of one paper's configuration files.</summary>
/// <param name="start">What a file that mentions nothing stands for.</param>
/// <param name="keys">At the top.</param>
/// <param name="sections">Below them.</param>
internal sealed class ConfigForm<T>(T start, IReadOnlyList<ConfigKey<T>> keys, params ConfigSection<T>[] sections)
    where T : ICheckedConfig
{
    /// <summary>Reads and validates a file.</summary>
    internal T FromFile(string path) => File.Exists(path)
        ? Parse(File.ReadAllText(path), path)
        : throw new FileNotFoundException($"Configuration file '{path}' does not exist.", path);

    /// <summary>Reads and validates text.</summary>
    internal T Parse(string yaml, string source)
    {
        var config = Read(yaml, source);
        try
        {
            config.Check();
            return config;
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"{source}: {error.Message}", error);
        }
    }

    /// <summary>Reads without validating: golden files name networks whose crops are never used.</summary>
    internal T Read(string yaml, string source, bool ignoreUnknown = false)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException error)
        {
            throw new ArgumentException(
                $"{source}: not YAML: line {error.Start.Line}, column {error.Start.Column}: {error.Message}", error);
        }
        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
            throw new ArgumentException($"{source}: expected one YAML document of 'key: value' lines.");

        var found = new Dictionary<string, YamlNode>();
        var config = ConfigKey<T>.Read(
            start, keys, root, source, "", ignoreUnknown, found, [.. sections.Select(section => section.Name)]);
        foreach (var section in sections)
        {
            if (found.TryGetValue(section.Name, out var node))
                config = section.Read(config, node, source, ignoreUnknown);
        }
        return config;
    }

    /// <summary>The text of a configuration: settings, sections, paths of data.</summary>
    internal string Write(T config)
    {
        var text = new StringBuilder();
        ConfigKey<T>.Write(text, config, keys.Where(key => !IsPath(key)), "");
        foreach (var section in sections) section.Write(text, config);
        ConfigKey<T>.Write(text, config, keys.Where(IsPath), "");
        return text.ToString();
    }

    private static bool IsPath(ConfigKey<T> key) => key.Name.StartsWith("data_", StringComparison.Ordinal);
}

using Unpaired.Worlds;

namespace Unpaired.Cli.Recipes;

/// <summary>Names of lights after <c>--domains</c>.</summary>
internal static class StreetLights
{
    /// <summary>Two different lights, comma between.</summary>
    /// <exception cref="ArgumentException">Other names, or another number.</exception>
    public static (StreetDomain From, StreetDomain To) Pair(string text)
    {
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.Length == 2
            && Enum.TryParse(names[0], ignoreCase: true, out StreetDomain from) && Enum.IsDefined(from)
            && Enum.TryParse(names[1], ignoreCase: true, out StreetDomain to) && Enum.IsDefined(to) && from != to
            ? (from, to)
            : throw new ArgumentException(
                $"--domains: expected two different ones of day, night, rain with a comma between; found '{text}'.");
    }
}

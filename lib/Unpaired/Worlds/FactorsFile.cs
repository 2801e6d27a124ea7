using System.Text.Json;
using System.Text.Json.Serialization;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>The file factors.json beside written pictures. It is written last: where it is, all is
/// complete.</summary>
internal static class FactorsFile
{
    public const string Name = "factors.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads the file of a folder.</summary>
    /// <param name="folder">The folder that holds factors.json.</param>
    /// <param name="world">The world's name, for messages.</param>
    /// <exception cref="FileNotFoundException">No such file: nothing was written there, or not to the
    /// end.</exception>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public static T Load<T>(string folder, string world)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"'{path}': expected the factors of a written {world} world; no such file.", path);
        using var stream = File.OpenRead(path);
        try
        {
            return JsonSerializer.Deserialize<T>(stream, Json)
                ?? throw new InvalidDataException($"'{path}': expected an object; got null.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"'{path}': not a factors file of the {world} world: {error.Message}", error);
        }
    }

    /// <summary>Writes the file into a folder, whole or not at all.</summary>
    public static void Save<T>(string folder, T manifest) =>
        AtomicFile.Write(Path.Combine(folder, Name), stream => JsonSerializer.Serialize(stream, manifest, Json));
}

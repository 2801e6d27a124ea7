using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unpaired.Worlds;

/// <summary>Parts of a content in a fixed order. Immutable, equal by value; an array in JSON.</summary>
/// <typeparam name="T">A record.</typeparam>
[JsonConverter(typeof(FactorListConverterFactory))]
public sealed class FactorList<T> : IReadOnlyList<T>, IEquatable<FactorList<T>>
    where T : class
{
    private readonly T[] parts;

    /// <summary>Takes a copy of the given parts.</summary>
    /// <exception cref="ArgumentException">A part is null.</exception>
    public FactorList(IEnumerable<T> parts)
    {
        this.parts = [.. parts];
        if (Array.IndexOf(this.parts, null) is >= 0 and var hole)
            throw new ArgumentException($"Expected a {typeof(T).Name} at place {hole}; got null.");
    }

    /// <summary>A list without parts.</summary>
    public static FactorList<T> Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => parts.Length;

    /// <inheritdoc/>
    public T this[int index] => parts[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => parts.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(FactorList<T>? other) => other is not null && parts.SequenceEqual(other.parts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FactorList<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => parts.Aggregate(parts.Length, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", parts.AsEnumerable())}]";
}

/// <summary>Reads and writes every <see cref="FactorList{T}"/> as a JSON array.</summary>
internal sealed class FactorListConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(FactorList<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(
            typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<FactorList<T>>
        where T : class
    {
        public override FactorList<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var parts = JsonSerializer.Deserialize<T?[]>(ref reader, options)!;
            return parts.Contains(null)
                ? throw new JsonException($"Expected an array of {typeof(T).Name}; one of them is null.")
                : new FactorList<T>(parts!);
        }

        public override void Write(Utf8JsonWriter writer, FactorList<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var part in value)
                JsonSerializer.Serialize(writer, part, options);
            writer.WriteEndArray();
        }
    }
}

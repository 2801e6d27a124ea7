using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unpaired.Worlds;

/// <summary>The continuous shape of an object: named numbers in [0, 1], in a fixed order. Immutable, equal by
/// value.</summary>
[JsonConverter(typeof(ShapeFactorsConverter))]
public sealed class ShapeFactors : IReadOnlyDictionary<string, double>, IEquatable<ShapeFactors>
{
    private readonly KeyValuePair<string, double>[] factors;

    /// <summary>Takes a copy of the given names and values.</summary>
    /// <param name="factors">Different names; values in [0, 1].</param>
    /// <exception cref="ArgumentException">A name twice, or a value outside [0, 1].</exception>
    public ShapeFactors(IEnumerable<KeyValuePair<string, double>> factors)
    {
        this.factors = [.. factors];
        foreach (var (name, value) in this.factors)
        {
            if (!(value >= 0 && value <= 1))
                throw new ArgumentException($"Shape factor '{name}': expected a number in [0, 1]; got {value}.");
            if (this.factors.Count(f => f.Key == name) > 1)
                throw new ArgumentException($"Shape factor '{name}': expected once; got it twice.");
        }
    }

    /// <inheritdoc/>
    public int Count => factors.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => factors.Select(f => f.Key);

    /// <inheritdoc/>
    public IEnumerable<double> Values => factors.Select(f => f.Value);

    /// <inheritdoc/>
    public double this[string key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"No shape factor '{key}'; there are {string.Join(", ", Keys)}.");

    /// <summary>The same shape but for one factor.</summary>
    /// <param name="name">One of <see cref="Keys"/>.</param>
    /// <param name="value">The new value, in [0, 1].</param>
    /// <exception cref="KeyNotFoundException">No such factor.</exception>
    /// <exception cref="ArgumentException">A value outside [0, 1].</exception>
    public ShapeFactors With(string name, double value)
    {
        _ = this[name];
        return new ShapeFactors(factors.Select(f => f.Key == name ? new(name, value) : f));
    }

    /// <summary>Where between two numbers a factor puts us: low at 0, high at 1.</summary>
    internal float Between(string name, double low, double high) => (float)(low + (high - low) * this[name]);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        foreach (var factor in factors)
        {
            if (factor.Key == key)
            {
                value = factor.Value;
                return true;
            }
        }
        value = 0;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => factors.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ShapeFactors? other) => other is not null && factors.SequenceEqual(other.factors);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ShapeFactors);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        factors.Aggregate(0, (hash, factor) => HashCode.Combine(hash, factor.Key, factor.Value));

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", factors.Select(f => $"{f.Key} {f.Value:0.00}"));

    private sealed class ShapeFactorsConverter : JsonConverter<ShapeFactors>
    {
        public override ShapeFactors Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new JsonException("Shape factors: expected an object of names and numbers.");
            return new ShapeFactors(document.RootElement.EnumerateObject()
                .Select(p => new KeyValuePair<string, double>(p.Name, p.Value.GetDouble())).ToList());
        }

        public override void Write(Utf8JsonWriter writer, ShapeFactors value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (name, factor) in value)
                writer.WriteNumber(name, factor);
            writer.WriteEndObject();
        }
    }
}

using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Unpaired.Kernel;

/// <summary>
/// Formatters that a type brings along by .NET Interactive's convention: an attribute named
/// TypeFormatterSourceAttribute,
/// of any namespace, whose FormatterSourceType makes objects with MimeType and Format(object, TextWriter).
/// </summary>
internal static class ConventionFormatters
{
    private const BindingFlags Instance = BindingFlags.Public | BindingFlags.Instance;
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Formatter>> Known = new();

    /// <summary>The formatters of a type in its order of preference; empty when it brings none.</summary>
    public static IReadOnlyList<Formatter> Of(Type type) => Known.GetOrAdd(type, static t => Read(t));

    private static IReadOnlyList<Formatter> Read(Type type)
    {
        foreach (object attribute in type.GetCustomAttributes(inherit: true))
        {
            var attributeType = attribute.GetType();
            if (attributeType.Name != "TypeFormatterSourceAttribute"
                || attributeType.GetProperty("FormatterSourceType", Instance)?.GetValue(attribute)
                    is not Type sourceType)
                continue;
            var preferred =
                attributeType.GetProperty("PreferredMimeTypes", Instance)?.GetValue(attribute) as string[] ?? [];
            var formatters = Create(sourceType);
            if (preferred.Length == 0)
                return formatters;
            return [.. preferred.Select(mime => formatters.FirstOrDefault(f => f.MimeType == mime))
                .OfType<Formatter>()];
        }
        return [];
    }

    private static List<Formatter> Create(Type sourceType)
    {
        var found = new List<Formatter>();
        var factory = sourceType.GetMethod("CreateTypeFormatters", Instance, []);
        if (factory is null || sourceType.GetConstructor(Type.EmptyTypes) is not { } constructor
            || factory.Invoke(constructor.Invoke(null), null) is not IEnumerable created)
            return found;
        foreach (object? formatter in created)
        {
            var type = formatter?.GetType();
            var format = type?.GetMethod("Format", Instance, [typeof(object), typeof(TextWriter)]);
            if (type?.GetProperty("MimeType", Instance)?.GetValue(formatter) is string mime
                && format?.ReturnType == typeof(bool) && found.All(f => f.MimeType != mime))
                found.Add(new Formatter(mime, (value, writer) => format.Invoke(formatter, [value, writer]) is true));
        }
        return found;
    }

    /// <summary>Writes a value in one form; false when it does not handle the value.</summary>
    internal sealed record Formatter(string MimeType, Func<object, TextWriter, bool> Write);
}

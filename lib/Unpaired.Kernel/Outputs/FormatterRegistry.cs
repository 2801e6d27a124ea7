using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;

namespace Unpaired.Kernel;

/// <summary>Turns any value into the forms in which a notebook shows it.</summary>
public static class FormatterRegistry
{
    /// <summary>
    /// The bundle for a value: its own formatters by convention first, then tables for sequences, then text.
    /// </summary>
    /// <param name="value">Anything, null too.</param>
    /// <param name="mimeTypes">The forms wanted; none for the best ones.</param>
    /// <returns>MIME type → text; never empty.</returns>
    public static IReadOnlyDictionary<string, string> Format(object? value, params string[] mimeTypes)
    {
        IReadOnlyDictionary<string, string> bundle;
        try
        {
            bundle = FormatBest(value);
        }
        catch (Exception e) when (e is not ThreadAbortException and not ThreadInterruptedException)
        {
            // A formatter of the user's own types failed; the cell itself did not.
            var reason = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            bundle =
                Mime.Bundle(Mime.Text, $"{value?.GetType()} (not shown: {reason.GetType().Name}: {reason.Message})");
        }
        return Restrict(bundle, mimeTypes);
    }

    internal static IReadOnlyDictionary<string, string> FormatTable(IEnumerable<object?> rows, string[] mimeTypes) =>
        Restrict(TableFormatter.Format(rows, expandProperties: true), mimeTypes);

    /// <summary>A value in one line of text, numbers with a decimal point wherever we are.</summary>
    internal static string Plain(object? value) => value switch
    {
        null => "<null>",
        string text => text,
        float number => number.ToString(CultureInfo.InvariantCulture),
        DateTime time => time.ToString("u", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        Type type => type.FullName ?? type.Name,
        _ => value.ToString() ?? "",
    };

    private static IReadOnlyDictionary<string, string> FormatBest(object? value)
    {
        switch (value)
        {
            case null:
            case string:
                return Mime.Bundle(Mime.Text, Plain(value));
            case HtmlContent html:
                return Mime.Bundle(Mime.Html, html.ToString());
            case byte[] bytes:
                return Mime.Bundle(Mime.Text, $"byte[{bytes.Length}]");
        }
        var type = value.GetType();
        var own = Write(value, ConventionFormatters.Of(type));
        if (own.Count > 0)
            return own;
        if (PlotlyFigure.TryFormat(value) is { } figure)
            return figure;
        if (type.IsPrimitive || value is IFormattable or Type or Delegate or Exception)
            return Mime.Bundle(Mime.Text, Plain(value));
        if (value is IEnumerable sequence)
            return TableFormatter.Format(Items(sequence), expandProperties: false);
        return OverridesToString(type)
            ? Mime.Bundle(Mime.Text, Plain(value))
            : TableFormatter.FormatProperties(value);
    }

    private static Dictionary<string, string> Write(
        object value, IReadOnlyList<ConventionFormatters.Formatter> formatters)
    {
        var bundle = new Dictionary<string, string>();
        foreach (var formatter in formatters)
        {
            using var writer = new StringWriter(CultureInfo.InvariantCulture);
            if (formatter.Write(value, writer))
                bundle[formatter.MimeType] = writer.ToString();
        }
        return bundle;
    }

    private static IReadOnlyDictionary<string, string> Restrict(
        IReadOnlyDictionary<string, string> bundle, string[] mimeTypes)
    {
        if (mimeTypes.Length == 0)
            return bundle;
        var wanted = mimeTypes.Where(bundle.ContainsKey).Distinct().ToDictionary(mime => mime, mime => bundle[mime]);
        if (wanted.Count > 0)
            return wanted;
        string text = bundle.GetValueOrDefault(Mime.Text) ?? bundle.Values.First();
        return Mime.Bundle(
            mimeTypes[0], mimeTypes[0] == Mime.Html ? $"<pre>{WebUtility.HtmlEncode(text)}</pre>" : text);
    }

    private static IEnumerable<object?> Items(IEnumerable sequence)
    {
        foreach (object? item in sequence)
            yield return item;
    }

    private static bool OverridesToString(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } declaring
        && declaring != typeof(object) && declaring != typeof(ValueType);
}

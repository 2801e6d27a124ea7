using Unpaired.Kernel;

// In namespace System, so that cells have them without a using, as in .NET Interactive.
namespace System;

/// <summary>The display methods that every cell has.</summary>
public static class NotebookDisplayExtensions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The forms wanted; none for the best ones.</param>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        DisplayedValue.Show(value, mimeTypes);

    /// <summary>Shows a string as content of that MIME type.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        DisplayedValue.ShowBundle(new Dictionary<string, string> { [mimeType] = value });

    /// <summary>Shows a sequence as a table with a column for each property.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> source, params string[] mimeTypes) =>
        DisplayedValue.ShowBundle(FormatterRegistry.FormatTable(source.Cast<object?>(), mimeTypes), mimeTypes);
}

using System.Globalization;
using System.Reflection;
using System.Text;

namespace Unpaired.Display;

/// <summary>A table with header cells and a caption: HTML in notebooks, aligned text in consoles.</summary>
/// <example><code>new DataTable("Cost of the networks", "Network", "Size").Add("encoder", 11_400_000)</code></example>
[TypeFormatterSource(typeof(RichOutputFormatterSource), Content = ContentKind.Html)]
public sealed class DataTable : RichOutput
{
    private readonly string[] columns;
    private readonly List<object?[]> rows = [];

    /// <summary>An empty table.</summary>
    /// <param name="caption">What it says.</param>
    /// <param name="columns">Column headers, with units.</param>
    /// <exception cref="ArgumentException">An empty caption, or no columns.</exception>
    public DataTable(string caption, params string[] columns)
    {
        Caption = Required(caption, nameof(caption), "A table");
        if (columns.Length == 0)
            throw new ArgumentException($"Table '{caption}': expected at least one column; got none.", nameof(columns));
        this.columns = columns;
    }

    /// <summary>One row for each record or tuple.</summary>
    /// <param name="caption">What it says.</param>
    /// <param name="records">Records: one column a public property. Tuples: one column an item.</param>
    /// <param name="columns">Column headers; for records, the property names in words if not given.</param>
    /// <exception cref="ArgumentException">Another number of headers than of properties.</exception>
    public static DataTable From<T>(string caption, IEnumerable<T> records, params string[] columns)
    {
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0).ToArray();
        var fields = typeof(T).GetFields(BindingFlags.Public | BindingFlags.Instance); // a tuple's items
        var members = properties.Concat<MemberInfo>(fields).ToArray();
        var table = new DataTable(
            caption, columns.Length > 0 ? columns : [.. members.Select(member => Words(member.Name))]);
        foreach (var record in records)
        {
            table.Add([.. properties.Select(property => property.GetValue(record)),
                .. fields.Select(field => field.GetValue(record))]);
        }
        return table;
    }

    /// <summary>What the table says, above it.</summary>
    public string Caption { get; }

    /// <summary>.NET number formats by column, such as "F3"; null for the default (4 digits).</summary>
    public IReadOnlyList<string?>? Formats { get; init; }

    /// <summary>Whether the first column names the rows, and so holds header cells.</summary>
    public bool HasRowHeaders { get; init; } = true;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">As many as there are columns; null is an empty cell.</param>
    /// <exception cref="ArgumentException">Another number of cells.</exception>
    public DataTable Add(params object?[] cells)
    {
        if (cells.Length != columns.Length)
            throw new ArgumentException(
                $"Table '{Caption}': expected {columns.Length} cells ({string.Join(", ", columns)}); "
                + $"got {cells.Length}.");
        rows.Add(cells);
        return this;
    }

    /// <summary>The table as aligned text.</summary>
    public override string Text
    {
        get
        {
            var lines = rows.Select(row => row.Select(Format).ToArray()).Prepend(columns).ToArray();
            int[] widths = [.. columns.Select((_, column) => lines.Max(line => line[column].Length))];
            var text = new StringBuilder(Caption);
            foreach (var line in lines)
            {
                text.Append('\n').AppendJoin("  ", line.Select((cell, column) =>
                    IsNumeric(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])));
                while (text[^1] == ' ')
                    text.Length--;
                if (ReferenceEquals(line, columns))
                    text.Append('\n').AppendJoin("  ", widths.Select(width => new string('-', width)));
            }
            return text.ToString();
        }
    }

    /// <summary>The table as Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"**{Caption}**\n\n");
        text.Append($"| {string.Join(" | ", columns.Select(EscapeMarkdown))} |\n|");
        for (int column = 0; column < columns.Length; column++)
            text.Append(IsNumeric(column) ? "---:|" : "---|");
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => EscapeMarkdown(Format(cell, column)));
            text.Append($"\n| {string.Join(" | ", cells)} |");
        }
        return text.Append('\n').ToString();
    }

    /// <inheritdoc/>
    public override string? Render(string mimeType) => mimeType switch
    {
        MimeTypes.Html => ToHtml(),
        MimeTypes.Markdown => ToMarkdown(),
        MimeTypes.Plain => Text,
        _ => null,
    };

    private string ToHtml()
    {
        const string Padding = "padding:4px 12px";
        const string Line = "border-bottom:1px solid rgba(128,128,128,0.35)";
        var html = new StringBuilder("<table style=\"border-collapse:collapse;margin:0.5em 0\">");
        html.Append("<caption style=\"text-align:left;font-weight:600;padding:0 0 0.3em\">"
            + $"{HtmlText.Escape(Caption)}</caption>");
        html.Append("<thead><tr>");
        for (int column = 0; column < columns.Length; column++)
        {
            html.Append($"<th scope=\"col\" style=\"{Align(column)};{Padding};border-bottom:2px solid currentColor\">"
                + $"{HtmlText.Escape(columns[column])}</th>");
        }
        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            for (int column = 0; column < columns.Length; column++)
            {
                string cell = HtmlText.Escape(Format(row[column], column));
                html.Append(column == 0 && HasRowHeaders
                    ? $"<th scope=\"row\" style=\"{Align(column)};font-weight:normal;{Padding};{Line}\">{cell}</th>"
                    : $"<td style=\"{Align(column)};{Padding};{Line}\">{cell}</td>");
            }
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }

    private string Align(int column) =>
        IsNumeric(column) ? "text-align:right;font-variant-numeric:tabular-nums" : "text-align:left";

    private bool IsNumeric(int column) => rows.Count > 0 && rows.All(row => row[column] is null or IFormattable)
        && rows.Any(row => row[column] is byte or short or int or long or float or double or decimal or Half);

    private string Format(object? cell, int column) => cell switch
    {
        null => "",
        float or double or Half when !double.IsFinite(Convert.ToDouble(cell, CultureInfo.InvariantCulture)) => "–",
        IFormattable value when Formats?.ElementAtOrDefault(column) is { } format =>
            value.ToString(format, CultureInfo.InvariantCulture),
        int or long => ((IFormattable)cell).ToString("#,0", CultureInfo.InvariantCulture),
        float or double or decimal or Half => ((IFormattable)cell).ToString("G4", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    private static string EscapeMarkdown(string text) => text.Replace("|", "\\|").Replace("\n", " ");

    /// <summary>MeanError becomes Mean error.</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder();
        foreach (char c in name)
        {
            bool startsWord = char.IsUpper(c) && words.Length > 0 && !char.IsUpper(words[^1]) && words[^1] != ' ';
            words.Append(startsWord ? $" {char.ToLowerInvariant(c)}" : c);
        }
        return words.ToString();
    }
}

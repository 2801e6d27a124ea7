using System.Collections;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Unpaired.Kernel;

/// <summary>
/// Tables for sequences, dictionaries and plain objects, in HTML and text: the first 20 rows. Plain numbers and texts
/// stand in one line instead.
/// </summary>
internal static class TableFormatter
{
    /// <summary>Rows shown before a table is cut.</summary>
    public const int RowLimit = 20;

    private const int CellLimit = 200;

    public static IReadOnlyDictionary<string, string> Format(IEnumerable<object?> items, bool expandProperties)
    {
        var rows = items.Take(RowLimit + 1).ToList();
        bool cut = rows.Count > RowLimit;
        if (cut)
            rows.RemoveAt(RowLimit);
        if (!expandProperties && rows.All(IsScalar))
            return Mime.Bundle(
                Mime.Text, rows.Count == 0 ? "[ ]" : $"[ {string.Join(", ", rows.Select(Cell))}{(cut ? ", …" : "")} ]");
        var members = Members(rows);
        if (members.Count == 0)
            return Bundle(["index", "value"], rows.Select((item, i) => new[] { i.ToString(), Cell(item) }), cut);
        return Bundle(
            [.. members], rows.Select(item => members.Select(name => Cell(Value(item, name))).ToArray()), cut);
    }

    public static IReadOnlyDictionary<string, string> FormatProperties(object value)
    {
        var members = Members([value]);
        return members.Count == 0
            ? Mime.Bundle(Mime.Text, value.ToString() ?? "")
            : Bundle(
                ["property", "value"], members.Select(name => new[] { name, Cell(Value(value, name)) }), cut: false,
                $"{value.GetType().Name} {{ {string.Join(", ", members.Select(Pair))} }}");

        string Pair(string member) => $"{member}: {Cell(Value(value, member))}";
    }

    private static Dictionary<string, string> Bundle(
        string[] header, IEnumerable<string[]> rows, bool cut, string? plain = null)
    {
        var table = rows.ToList();
        return new Dictionary<string, string>
        {
            [Mime.Html] = Html(header, table, cut),
            [Mime.Text] = plain ?? Text(header, table, cut),
        };
    }

    private static string Html(string[] header, List<string[]> rows, bool cut)
    {
        var html = new StringBuilder("<table>\n<thead><tr>");
        foreach (string name in header)
            html.Append("<th scope=\"col\">").Append(WebUtility.HtmlEncode(name)).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (string[] row in rows)
            html.Append("<tr>").AppendJoin("", row.Select(c => $"<td>{WebUtility.HtmlEncode(c)}</td>"))
                .Append("</tr>\n");
        if (cut)
            html.Append($"<tr><td colspan=\"{header.Length}\">… more than {RowLimit} rows</td></tr>\n");
        return html.Append("</tbody>\n</table>").ToString();
    }

    private static string Text(string[] header, List<string[]> rows, bool cut)
    {
        int[] widths = [.. header.Select((h, i) => rows.Select(r => r[i].Length).Append(h.Length).Max())];
        var text = new StringBuilder();
        foreach (string[] row in rows.Prepend(header))
            text.AppendLine(string.Join("  ", row.Select((c, i) => c.PadRight(widths[i]))).TrimEnd());
        return text.Append(cut ? $"… more than {RowLimit} rows" : "").ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }

    private static string Cell(object? value)
    {
        string text = value switch
        {
            string or null => FormatterRegistry.Plain(value),
            byte[] bytes => $"byte[{bytes.Length}]",
            IDictionary dictionary => $"{dictionary.Count} entries",
            IEnumerable sequence when value.GetType()
                .GetMethod("ToString", Type.EmptyTypes)?.DeclaringType == typeof(object)
                || value is Array => Sequence(sequence),
            _ => FormatterRegistry.Plain(value),
        };
        return text.Length <= CellLimit ? text : text[..CellLimit] + "…";
    }

    private static string Sequence(IEnumerable sequence)
    {
        var items = sequence.Cast<object?>().Take(RowLimit + 1).ToList();
        string shown = string.Join(", ", items.Take(RowLimit).Select(FormatterRegistry.Plain));
        return $"[ {shown}{(items.Count > RowLimit ? ", …" : "")} ]";
    }

    private static bool IsScalar(object? item) =>
        item is null or string or IFormattable or bool or Type || item.GetType().IsPrimitive;

    private static List<string> Members(IEnumerable<object?> rows)
    {
        var names = new List<string>();
        foreach (var type in rows.Where(r => !IsScalar(r)).Select(r => r!.GetType()).Distinct())
        {
            IEnumerable<string> own = IsTuple(type)
                ? Enumerable.Range(1, ((ITuple)rows.First(r => r?.GetType() == type)!).Length).Select(i => $"Item{i}")
                : Properties(type).Select(p => p.Name).Concat(Fields(type).Select(f => f.Name));
            names.AddRange(own.Where(name => !names.Contains(name)));
        }
        return names;
    }

    private static object? Value(object? item, string member)
    {
        if (item is null)
            return null;
        if (item is ITuple tuple && IsTuple(item.GetType()))
            return int.Parse(member.AsSpan(4)) is var i && i <= tuple.Length ? tuple[i - 1] : null;
        try
        {
            return Properties(item.GetType()).FirstOrDefault(p => p.Name == member) is { } property
                ? property.GetValue(item)
                : Fields(item.GetType()).FirstOrDefault(f => f.Name == member)?.GetValue(item);
        }
        catch (TargetInvocationException e)
        {
            return $"({e.InnerException?.GetType().Name})";
        }
    }

    private static bool IsTuple(Type type) =>
        typeof(ITuple).IsAssignableFrom(type) && type.FullName?.StartsWith("System.", StringComparison.Ordinal) == true;

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0 && !p.PropertyType.IsByRefLike);

    private static IEnumerable<FieldInfo> Fields(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Instance);
}

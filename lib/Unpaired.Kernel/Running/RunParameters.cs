using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unpaired.Kernel;

/// <summary>
/// Parameters after papermill's convention: a cell tagged "parameters", and one with new values right after it.
/// </summary>
public static class RunParameters
{
    private const string ParametersTag = "parameters";
    private const string InjectedTag = "injected-parameters";

    /// <summary>
    /// Reads name=value pairs: true/false, whole numbers, decimal numbers, [lists] of these in JSON, otherwise
    /// text.
    /// </summary>
    /// <exception cref="ArgumentException">A pair without "=", a name that is no C# identifier, or a name given
    /// twice.</exception>
    public static IReadOnlyDictionary<string, object> Parse(IEnumerable<string> pairs)
    {
        var parameters = new Dictionary<string, object>();
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=');
            string name = equals < 0 ? "" : pair[..equals].Trim();
            if (!SyntaxFacts.IsValidIdentifier(name))
                throw new ArgumentException($"Parameter '{pair}': expected name=value with a C# name.", nameof(pairs));
            if (!parameters.TryAdd(name, ParseValue(pair[(equals + 1)..])))
                throw new ArgumentException($"Parameter '{name}' is given twice.", nameof(pairs));
        }
        return parameters;
    }

    /// <summary>The code of the cell that is injected, in papermill's form.</summary>
    /// <exception cref="ArgumentException">A value of another type than the convention knows.</exception>
    public static string ToCode(IReadOnlyDictionary<string, object> parameters) =>
        "// Parameters\n" + string.Concat(parameters.Select(p => $"var {p.Key} = {Literal(p.Value, p.Key)};\n"));

    /// <summary>Puts the values into the notebook.</summary>
    /// <returns>Warnings: names that the parameters cell does not have, or that there is no such cell.</returns>
    public static IReadOnlyList<string> Inject(Notebook notebook, IReadOnlyDictionary<string, object> parameters)
    {
        if (parameters.Count == 0)
            return [];
        var warnings = new List<string>();
        int declared = notebook.Cells.FindIndex(c => c.Kind == CellKind.Code && c.Tags.Contains(ParametersTag));
        int injected = notebook.Cells.FindIndex(c => c.Kind == CellKind.Code && c.Tags.Contains(InjectedTag));
        if (declared < 0)
            warnings.Add($"no cell is tagged \"{ParametersTag}\"; the values go to the top.");
        else
        {
            var known = Declared(notebook.Cells[declared].Source);
            warnings.AddRange(parameters.Keys.Where(name => !known.Contains(name)).Select(name =>
                $"the notebook has no parameter '{name}' (it has: {string.Join(", ", known)})."));
        }
        var cell = new NotebookCell(CellKind.Code, InjectedId(notebook), ToCode(parameters).TrimEnd('\n'))
        {
            Metadata = new JsonObject { ["tags"] = new JsonArray(InjectedTag) },
        };
        if (injected >= 0)
            notebook.Cells[injected] = cell;
        else
            notebook.Cells.Insert(declared + 1, cell);
        return warnings;
    }

    /// <summary>The variables that a cell declares at its top level, in order.</summary>
    internal static IReadOnlyList<string> Declared(string code)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script);
        return [.. CSharpSyntaxTree.ParseText(code, options).GetCompilationUnitRoot().Members
            .OfType<FieldDeclarationSyntax>().SelectMany(f => f.Declaration.Variables)
                .Select(v => v.Identifier.ValueText)];
    }

    private static string InjectedId(Notebook notebook)
    {
        string id = InjectedTag;
        for (int i = 2; notebook.Cells.Any(c => c.Id == id && !c.Tags.Contains(InjectedTag)); i++)
            id = $"{InjectedTag}-{i}";
        return id;
    }

    private static object ParseValue(string text)
    {
        const NumberStyles Whole = NumberStyles.AllowLeadingSign;
        if (text is "true" or "True")
            return true;
        if (text is "false" or "False")
            return false;
        if (int.TryParse(text, Whole, CultureInfo.InvariantCulture, out int small))
            return small;
        if (long.TryParse(text, Whole, CultureInfo.InvariantCulture, out long large))
            return large;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number))
            return number;
        return text.StartsWith('[') && ParseList(text) is { } list ? list : text;
    }

    private static List<object>? ParseList(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonArray array && array.All(item => item is JsonValue)
                ? [.. array.Select(item => item!.GetValueKind() == System.Text.Json.JsonValueKind.String
                    ? item.ToString()
                    : ParseValue(item.ToJsonString()))]
                : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null; // an ordinary text that begins with a bracket
        }
    }

    private static string Literal(object value, string name) => value switch
    {
        bool truth => truth ? "true" : "false",
        int or short or byte => Convert.ToInt32(value, CultureInfo.InvariantCulture)
            .ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture)
            + (number is > int.MaxValue or < int.MinValue ? "L" : ""),
        double or float => Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        string text => Quote(text),
        System.Collections.IEnumerable list => ListLiteral([.. list.Cast<object>()], name),
        _ => throw new ArgumentException(
            $"Parameter '{name}': expected bool, int, long, double, string or a list of one of these; "
            + $"got {value.GetType()}."),
    };

    private static string ListLiteral(List<object> items, string name)
    {
        if (items.Count == 0
            || items.Any(item => (item is string) != (items[0] is string) || (item is bool) != (items[0] is bool)))
            throw new ArgumentException(
                $"Parameter '{name}': a list needs at least one element, all of one type; "
                + "otherwise it has no C# type.");
        return $"new [] {{ {string.Join(", ", items.Select(item => Literal(item, name)))} }}";
    }

    /// <summary>A double that stays one: with a point or an exponent, as Python prints it.</summary>
    private static string Number(double value)
    {
        if (double.IsNaN(value))
            return "double.NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        string text = value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        return text.Contains('.') || text.Contains('e') ? text : text + ".0";
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\u2028' or '\u2029' or '\u0085' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        return quoted.Append('"').ToString();
    }
}

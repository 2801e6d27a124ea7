using System.Text;

namespace Unpaired.Checkpoints;

/// <summary>A name with one shape in the module and another in the file.</summary>
/// <param name="Name">The parameter or buffer.</param>
/// <param name="Expected">The module's shape.</param>
/// <param name="Found">The file's shape.</param>
public sealed record WrongShape(string Name, IReadOnlyList<long> Expected, IReadOnlyList<long> Found);

/// <summary>What loading a state dict did.</summary>
/// <param name="Source">Where the values came from.</param>
/// <param name="Loaded">Names that were copied.</param>
/// <param name="Missing">Names that the module has and the source has not.</param>
/// <param name="Unexpected">Names that the source has and the module has not.</param>
/// <param name="WrongShapes">Names whose shapes differ.</param>
/// <param name="Dropped">Names left out on purpose.</param>
public sealed record LoadReport(
    string Source,
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Unexpected,
    IReadOnlyList<WrongShape> WrongShapes,
    IReadOnlyList<string> Dropped)
{
    private const int MostNames = 20;

    /// <summary>Whether every name was found with its shape and nothing was left over.</summary>
    public bool IsComplete => Missing.Count + Unexpected.Count + WrongShapes.Count == 0;

    /// <summary>One line if everything fits, else also everything that does not, side by side.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append($"{Source}: {Loaded.Count} tensors fit");
        if (Dropped.Count > 0)
            text.Append($", {Dropped.Count} left out on purpose");
        if (IsComplete)
            return text.Append('.').ToString();
        text.Append($", {Missing.Count} missing, {Unexpected.Count} unexpected, {WrongShapes.Count} of another shape.");
        if (WrongShapes.Count > 0)
        {
            text.Append("\nAnother shape:");
            foreach (var wrong in WrongShapes.Take(MostNames))
            {
                text.Append($"\n  {Text.Printable(wrong.Name)}: expected {Text.Shape(wrong.Expected)}, "
                    + $"file has {Text.Shape(wrong.Found)}");
            }

            More(text, WrongShapes.Count);
        }

        if (Missing.Count + Unexpected.Count > 0)
            AppendSideBySide(text);
        return text.ToString();
    }

    private void AppendSideBySide(StringBuilder text)
    {
        const string left = "Missing from the file";
        const string none = "-";
        int rows = Math.Min(Math.Max(Missing.Count, Unexpected.Count), MostNames);
        int width = Missing.Take(rows).Select(n => Text.Printable(n).Length).Append(left.Length).Max();
        text.Append($"\n{left.PadRight(width)}  | Unexpected in the file");
        for (int i = 0; i < rows; i++)
        {
            string missing = i < Missing.Count ? Text.Printable(Missing[i]) : i == 0 ? none : "";
            string unexpected = i < Unexpected.Count ? Text.Printable(Unexpected[i]) : i == 0 ? none : "";
            text.Append($"\n{missing.PadRight(width)}  | {unexpected}".TrimEnd());
        }

        More(text, Math.Max(Missing.Count, Unexpected.Count));
    }

    private static void More(StringBuilder text, int count)
    {
        if (count > MostNames)
            text.Append($"\n  … and {count - MostNames} more");
    }
}

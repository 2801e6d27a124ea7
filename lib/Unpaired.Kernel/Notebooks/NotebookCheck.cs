using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel;

/// <summary>Whether the outputs that a notebook carries come from the code that it carries.</summary>
/// <param name="Matches">True when they do.</param>
/// <param name="Message">One sentence, naming the notebook.</param>
public sealed record OutputsCheck(bool Matches, string Message);

/// <summary>Checks on committed notebooks.</summary>
public static class NotebookCheck
{
    private const string Section = "unpaired";
    private const string Key = "outputs_of";

    /// <summary>Compares the code with the code of the run that made the outputs, as noted by a refresh.</summary>
    /// <exception cref="NotebookFormatException">No notebook.</exception>
    public static OutputsCheck OutputsMatchCode(string path)
    {
        var notebook = Notebook.Load(path);
        string name = Path.GetFileName(path);
        string? noted = (notebook.Metadata[Section] as JsonObject)?[Key]?.ToString();
        if (noted is null)
            return new OutputsCheck(false, $"{name} carries no mark of a refresh: its outputs may come from any code.");
        return noted == CodeHash(notebook)
            ? new OutputsCheck(true, $"{name}: the outputs come from this code.")
            : new OutputsCheck(false, $"{name}: the code was changed after its outputs were made. Refresh it.");
    }

    /// <summary>SHA-256 over the sources of all code cells, in lower-case hexadecimal digits.</summary>
    public static string CodeHash(Notebook notebook)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var cell in notebook.Cells.Where(c => c.Kind == CellKind.Code))
        {
            byte[] source = Encoding.UTF8.GetBytes(cell.Source);
            hash.AppendData(BitConverter.GetBytes((long)source.Length));
            hash.AppendData(source);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static void Mark(Notebook notebook)
    {
        if (notebook.Metadata[Section] is not JsonObject section)
            notebook.Metadata[Section] = section = [];
        section[Key] = CodeHash(notebook);
    }
}

namespace Unpaired.Kernel;

/// <summary>#!import: finds a file and reads it as cells.</summary>
internal sealed class Imports(string notebookFolder)
{
    /// <summary>
    /// The absolute path: relative to the importing file, the notebook's folder, the current directory.
    /// </summary>
    public string Find(CommandStep import, string file)
    {
        string name = Unquote(import.Argument);
        if (name.Length == 0)
            throw Failure("#!import needs a file name.", import, file);
        string?[] folders =
        [
            Path.IsPathFullyQualified(file) ? Path.GetDirectoryName(file) : null,
            notebookFolder, Directory.GetCurrentDirectory(),
        ];
        return folders.OfType<string>().Select(folder => Path.GetFullPath(Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
            ?? throw Failure(
                $"#!import \"{name}\": no such file in {string.Join(" or ", folders.OfType<string>().Distinct())}."
                + (Path.GetFileName(name) == "setup.csx" ? " The build writes setup.csx: build the library first."
                    : ""),
                import, file);
    }

    /// <summary>The file's cells: source and language.</summary>
    public static IEnumerable<(string Text, string Language)> Read(string path, CommandStep import, string file)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".csx" or ".cs" or ".dib":
                return [(File.ReadAllText(path), CellLanguage.CSharp)];
            case ".fsx" or ".fs":
                return [(File.ReadAllText(path), CellLanguage.FSharp)];
            case ".html":
                return [(File.ReadAllText(path), CellLanguage.Html)];
            case ".js":
                return [(File.ReadAllText(path), CellLanguage.JavaScript)];
            case ".ipynb":
                var notebook = Notebook.Load(path);
                return [.. notebook.Cells.Where(c => c.Kind == CellKind.Code)
                    .Select(c => (c.Source, notebook.LanguageOf(c)))];
            default:
                throw Failure(
                    $"#!import \"{Unquote(import.Argument)}\": expected .csx, .cs, .fsx, .fs, .ipynb, .dib, .html or .js.", import, file);
        }
    }

    private static string Unquote(string argument) => argument.Trim().Trim('"', '\'');

    private static CellFailure Failure(string message, CommandStep import, string file) =>
        new("DirectiveError", message)
        {
            Line = import.Line,
            File = file,
            SourceLine = $"#!import {import.Argument}",
        };
}

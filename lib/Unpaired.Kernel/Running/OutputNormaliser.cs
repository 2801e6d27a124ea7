namespace Unpaired.Kernel;

/// <summary>
/// Takes this machine out of outputs that are to be committed: its folders, and cells that change with every run.
/// </summary>
internal static class OutputNormaliser
{
    private const string VolatileTag = "volatile";

    public static void Apply(Notebook notebook, string notebookFolder)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string temporary = Path.TrimEndingDirectorySeparator(Path.GetTempPath());
        string above = Path.GetDirectoryName(notebookFolder) ?? "";
        var names = new[] { (notebookFolder, "."), (above, ".."), (home, "~"), (temporary, "<temporary>") }
            .Where(n => n.Item1.Length > 3).OrderByDescending(n => n.Item1.Length).ToList();
        foreach (var cell in notebook.Cells)
        {
            if (cell.Tags.Contains(VolatileTag))
                cell.Outputs.Clear();
            for (int i = 0; i < cell.Outputs.Count; i++)
                cell.Outputs[i] = Normalise(cell.Outputs[i], Replace);
        }
        notebook.Metadata.Remove("papermill");

        string Replace(string text) =>
            names.Aggregate(text, (current, name) => current.Replace(name.Item1, name.Item2, StringComparison.Ordinal));
    }

    private static CellOutput Normalise(CellOutput output, Func<string, string> replace) => output switch
    {
        StreamOutput stream => stream with { Text = replace(stream.Text) },
        DisplayOutput display => display with { Data = Normalise(display.Data, replace) },
        ResultOutput result => result with { Data = Normalise(result.Data, replace) },
        ErrorOutput error => error with
        {
            Message = replace(error.Message),
            Traceback = [.. error.Traceback.Select(replace)],
        },
        _ => output,
    };

    private static Dictionary<string, string> Normalise(
        IReadOnlyDictionary<string, string> data, Func<string, string> replace) =>
        data.ToDictionary(e => e.Key, e => Mime.IsText(e.Key) ? replace(e.Value) : e.Value);
}

namespace Unpaired.Kernel;

/// <summary>
/// The door for libraries that want to show something without knowing this assembly: a function in
/// <see cref="AppContext"/> that takes a bundle and gives back its updater, or null outside a cell.
/// </summary>
internal static class DisplaySink
{
    private const string Name = "Notebook.Display";

    public static void Install()
    {
        if (AppContext.GetData(Name) is null)
            AppContext.SetData(
                Name, (Func<IReadOnlyDictionary<string, string>, Action<IReadOnlyDictionary<string, string>>?>)Show);
    }

    private static Action<IReadOnlyDictionary<string, string>>? Show(IReadOnlyDictionary<string, string> bundle)
    {
        if (CellContext.Current is not { } cell)
            return null;
        string id = cell.Show(bundle);
        return replacement => cell.Update(id, replacement);
    }
}

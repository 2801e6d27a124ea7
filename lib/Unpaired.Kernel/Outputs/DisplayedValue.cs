namespace Unpaired.Kernel;

/// <summary>
/// Something shown below a cell that can be replaced, also from background work and from later cells.
/// </summary>
public sealed class DisplayedValue
{
    private readonly CellContext? cell;
    private readonly string[] mimeTypes;

    private DisplayedValue(CellContext? cell, string displayId, string[] mimeTypes)
    {
        this.cell = cell;
        this.mimeTypes = mimeTypes;
        DisplayId = displayId;
    }

    /// <summary>The name under which it was shown; the same for as long as it lives.</summary>
    public string DisplayId { get; }

    /// <summary>The forms in which it is shown.</summary>
    public IReadOnlyCollection<string> MimeTypes => mimeTypes;

    /// <summary>Shows another value in the place of the present one.</summary>
    public void Update(object? updatedValue)
    {
        var bundle = FormatterRegistry.Format(updatedValue, mimeTypes);
        if (cell is null)
            Console.WriteLine(bundle.GetValueOrDefault(Mime.Text));
        else
            cell.Update(DisplayId, bundle);
    }

    internal static DisplayedValue Show(object? value, params string[] mimeTypes)
    {
        if (value is DisplayedValue already)
            return already;
        return ShowBundle(FormatterRegistry.Format(value, mimeTypes), mimeTypes);
    }

    internal static DisplayedValue ShowBundle(IReadOnlyDictionary<string, string> bundle, params string[] mimeTypes)
    {
        if (CellContext.Current is { } cell)
            return new DisplayedValue(cell, cell.Show(bundle), mimeTypes);
        Console.WriteLine(bundle.GetValueOrDefault(Mime.Text));
        return new DisplayedValue(null, "", mimeTypes);
    }
}

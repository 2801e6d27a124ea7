namespace Unpaired.Kernel;

/// <summary>
/// Gathers the outputs of a notebook's cells as the file holds them: streams merged, updates in place.
/// </summary>
internal sealed class OutputCollector
{
    private readonly Lock gate = new();
    private readonly List<(NotebookCell Cell, List<CellOutput> Outputs)> cells = [];

    /// <summary>Where the outputs of a cell go while it runs, and later if it left work in the background.</summary>
    public ICellOutputs Begin(NotebookCell cell)
    {
        lock (gate)
        {
            var outputs = new List<CellOutput>();
            cells.Add((cell, outputs));
            return new CellSink(this, outputs);
        }
    }

    /// <summary>Puts what has come so far into the cells.</summary>
    public void Store()
    {
        lock (gate)
            foreach (var (cell, outputs) in cells)
            {
                cell.Outputs.Clear();
                cell.Outputs.AddRange(outputs.Select(Final));
            }
    }

    private static CellOutput Final(CellOutput output) => output switch
    {
        StreamOutput stream => stream with { Text = ApplyCarriageReturns(stream.Text) },
        DisplayOutput display => display with { DisplayId = null },
        _ => output,
    };

    /// <summary>A line that was written over again and again ends as its last state.</summary>
    private static string ApplyCarriageReturns(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        return !text.Contains('\r') ? text : string.Join('\n', text.Split('\n').Select(line =>
            line.TrimEnd('\r') is var kept && kept.LastIndexOf('\r') is var last && last >= 0 ? kept[(last + 1)..]
                : kept));
    }

    private sealed class CellSink(OutputCollector owner, List<CellOutput> outputs) : ICellOutputs
    {
        private bool clearFirst;

        public void Add(CellOutput output)
        {
            lock (owner.gate)
            {
                if (clearFirst || output is ClearOutput { Wait: false })
                    outputs.Clear();
                clearFirst = output is ClearOutput { Wait: true };
                if (output is ClearOutput)
                    return;
                if (output is StreamOutput next && outputs.Count > 0 && outputs[^1] is StreamOutput before
                    && before.Name == next.Name)
                    outputs[^1] = before with { Text = before.Text + next.Text };
                else
                    outputs.Add(output);
            }
        }

        public void Update(string displayId, IReadOnlyDictionary<string, string> data)
        {
            lock (owner.gate)
                foreach (var (_, list) in owner.cells)
                    for (int i = 0; i < list.Count; i++)
                        if (list[i] is DisplayOutput display && display.DisplayId == displayId)
                            list[i] = display with { Data = data };
        }
    }
}

using System.Globalization;
using System.Text;

namespace Unpaired.Training;

/// <summary>
/// A table of numbers by iteration (CSV) that grows by whole lines and can be cut back to an iteration.
/// </summary>
/// <remarks>
/// Each line is handed to the operating system at once, so a killed process loses none; a power cut loses none that
/// <see cref="Flush"/> came after.
/// </remarks>
/// <param name="path">The file; made with the first line.</param>
internal sealed class LossTable(string path) : IDisposable
{
    private FileStream? stream;

    /// <summary>Drops what is behind an iteration: lines of later ones, and a line that was cut short.</summary>
    /// <param name="iteration">The last to keep; 0 drops everything, the header too.</param>
    /// <returns>The last iteration that has a line; 0 if none has.</returns>
    internal long CutAfter(long iteration)
    {
        if (!File.Exists(path)) return 0;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        using var reader = new StreamReader(file, Encoding.ASCII);
        long kept = 0, last = 0;
        while (iteration > 0 && reader.ReadLine() is { } line)
        {
            long end = kept + line.Length + 1; // ASCII, and one newline character
            bool isHeader = kept == 0;
            long number = last;
            bool isWhole = end <= file.Length
                && (isHeader || long.TryParse(line.Split(',')[0], CultureInfo.InvariantCulture, out number));
            if (!isWhole || number > iteration) break;
            (kept, last) = (end, number);
        }
        file.SetLength(kept);
        return last;
    }

    /// <summary>Writes one line, and the header before the first one.</summary>
    internal void Add(long iteration, IReadOnlyList<(string Name, double Value)> columns)
    {
        stream ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (stream.Length == 0) Write("iteration," + string.Join(',', columns.Select(column => column.Name)));
        // Nine digits give a float32 back exactly.
        Write(iteration.ToString(CultureInfo.InvariantCulture) + ","
            + string.Join(',', columns.Select(column => column.Value.ToString("G9", CultureInfo.InvariantCulture))));
    }

    /// <summary>Waits until all lines are on the disk.</summary>
    internal void Flush() => stream?.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => stream?.Dispose();

    private void Write(string line) => stream!.Write(Encoding.ASCII.GetBytes(line + "\n"));
}

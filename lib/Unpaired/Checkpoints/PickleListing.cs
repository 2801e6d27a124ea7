using System.Globalization;
using Unpaired.Checkpoints.Pickle;
using Unpaired.Checkpoints.Zip;
using Unpaired.Display;

namespace Unpaired.Checkpoints;

/// <summary>One instruction of a pickle.</summary>
/// <param name="Position">Where it begins, in bytes from the beginning of the pickle.</param>
/// <param name="Opcode">Its name, for example GLOBAL.</param>
/// <param name="Argument">What follows it, shortened; empty if nothing does.</param>
/// <param name="Effect">What Python's loader does beyond putting values together; empty for such an instruction.</param>
public sealed record PickleStep(long Position, string Opcode, string Argument, string Effect);

/// <summary>
/// The program inside a PyTorch file, instruction by instruction, without running any of it: what <c>pickletools.dis</c>
/// shows in Python.
/// </summary>
/// <param name="Steps">In order; no more than 100,000.</param>
public sealed record PickleListing(IReadOnlyList<PickleStep> Steps)
{
    private const int MostSteps = 100_000, LegacyPickles = 5;

    /// <summary>The names that Python would import, each once.</summary>
    public IReadOnlyList<string> Names =>
        [.. Steps.Where(step => step.Effect.StartsWith("looks", StringComparison.Ordinal) && step.Argument.Length > 0)
            .Select(step => step.Argument).Distinct()];

    /// <summary>Lists a file's pickle: data.pkl of a zip archive, or the five pickles of the legacy format.</summary>
    /// <param name="path">Any file that torch.load would read, malicious ones too.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="CheckpointFormatException">No pickle, one cut short, or an unknown opcode.</exception>
    public static PickleListing Of(string path)
    {
        using var file = MappedFile.Open(path);
        var steps = new List<PickleStep>();
        if (ZipDirectory.IsZip(file))
        {
            var (data, origin) = TorchZipReader.PickleOf(file);
            Read(data, origin, steps);
        }
        else if (TorchLegacyReader.IsPickle(file))
        {
            var data = file.Span(0, Math.Min(file.Length, int.MaxValue));
            int at = 0;
            for (int i = 0; i < LegacyPickles && at < data.Length && steps.Count < MostSteps; i++)
                at += Read(data[at..], new PickleOrigin(path, at, false, file.Length), steps);
        }
        else
        {
            throw KnownFile.NotACheckpoint(file);
        }

        return new PickleListing(steps);
    }

    /// <summary>The instructions as a table.</summary>
    /// <param name="caption">What it says.</param>
    /// <param name="first">How many instructions to show.</param>
    public DataTable ToTable(string caption, int first = int.MaxValue)
    {
        var table = new DataTable(caption, "byte", "instruction", "argument", "what Python does");
        foreach (var step in Steps.Take(first))
            table.Add(step.Position, step.Opcode, step.Argument, step.Effect);
        if (Steps.Count > first)
            table.Add(null, FormattableString.Invariant($"… {Steps.Count - first:N0} more"), "", "");
        return table;
    }

    /// <summary>Lists one pickle.</summary>
    /// <returns>Its length in bytes.</returns>
    private static int Read(ReadOnlySpan<byte> data, PickleOrigin origin, List<PickleStep> steps)
    {
        var reader = new PickleReader(data, origin);
        while (steps.Count < MostSteps)
        {
            long position = reader.Position;
            byte code = reader.Byte();
            if (!PickleOpcodes.All.TryGetValue(code, out var opcode))
                throw origin.Bad(position, $"there is no pickle opcode 0x{code:x2}.");
            string argument = Argument(ref reader, opcode.Argument);
            steps.Add(new PickleStep(position, opcode.Name, argument, opcode.Effect ?? ""));
            if (code == '.')
                break;
        }

        return reader.Position;
    }

    private static string Argument(ref PickleReader reader, PickleArgument kind) => kind switch
    {
        PickleArgument.UInt8 => Number(reader.Byte()),
        PickleArgument.UInt16 => Number(reader.UInt16()),
        PickleArgument.Int32 => Number(reader.Int32()),
        PickleArgument.UInt32 => Number(reader.UInt32()),
        PickleArgument.UInt64 => Number(reader.Int64()),
        PickleArgument.Double => reader.Double().ToString("R", CultureInfo.InvariantCulture),
        PickleArgument.Integer8 => Convert.ToString(reader.Integer(reader.Byte()), CultureInfo.InvariantCulture)!,
        PickleArgument.Integer32 => Convert.ToString(reader.Integer(reader.Int32()), CultureInfo.InvariantCulture)!,
        PickleArgument.Line => Text.Printable(reader.Line()),
        PickleArgument.TwoLines => $"{Text.Printable(reader.Line())}.{Text.Printable(reader.Line())}",
        PickleArgument.Text8 => $"'{Text.Printable(reader.ByteString(reader.Byte()))}'",
        PickleArgument.Text32 => $"'{Text.Printable(reader.ByteString(reader.UInt32()))}'",
        PickleArgument.Text64 => $"'{Text.Printable(reader.ByteString(reader.Int64()))}'",
        PickleArgument.Bytes8 => Bytes(reader.Bytes(reader.Byte())),
        PickleArgument.Bytes32 => Bytes(reader.Bytes(reader.UInt32())),
        PickleArgument.Bytes64 => Bytes(reader.Bytes(reader.Int64())),
        _ => "",
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Bytes(byte[] bytes) => $"{bytes.Length} bytes";
}

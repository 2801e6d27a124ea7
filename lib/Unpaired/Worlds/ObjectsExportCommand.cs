namespace Unpaired.Worlds;

/// <summary>The command line of data-scripts/objects.cs.</summary>
public static class ObjectsExportCommand
{
    /// <summary>What --help says.</summary>
    public const string Help = """
        Writes the objects world as picture files in MUNIT's folder layout:
        outline drawings (domain A) and coloured objects (domain B).

        Usage: dotnet run data-scripts/objects.cs -- --out FOLDER [options]

          --out FOLDER     where to write; made if missing, and must be empty
          --train N        training pictures per domain (1500)
          --test N         test pictures per domain (200)
          --size PIXELS    side of every picture, 32 to 256 (64)
          --seed N         another seed, other pictures (1)
          --format FORMAT  png or jpg (png)
          --overwrite      replace what an earlier run wrote in FOLDER
          --help           this text

        Written folders:
          trainA, trainB   outlines and coloured objects, of different contents (unpaired)
          testA            outlines to translate
          testB            for each of them, another object in the wanted style
          testTruth        the true translations: content of testA, style of testB
          factors.json     every factor of every picture; written last

        Exit code: 0 written, 1 could not write, 2 bad arguments, 130 interrupted.
        """;

    private static readonly ExportCommand<ObjectsExportOptions> Command = new(
        Help, new ObjectsExportOptions { Folder = "" },
        (options, reader) => reader.Name == "--size"
            ? options with { Size = (int)reader.Number(int.MaxValue) }
            : null,
        options => options.Validated(), (options, progress, cancellation) =>
            ObjectsExport.Write(options, progress, cancellation));

    /// <summary>Parses arguments, writes, and shows progress.</summary>
    /// <param name="arguments">As on the command line.</param>
    /// <param name="output">Progress and result.</param>
    /// <param name="errors">One line for each error.</param>
    /// <param name="cancellation">Ctrl+C.</param>
    /// <returns>The exit code: 0, 1, 2 or 130.</returns>
    public static int Run(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors,
        CancellationToken cancellation = default) => Command.Run(arguments, output, errors, cancellation);

    /// <summary>The options on a command line; --name value and --name=value are the same.</summary>
    /// <exception cref="ArgumentException">An unknown, repeated or incomplete option, or a bad value.</exception>
    public static ObjectsExportOptions Parse(IReadOnlyList<string> arguments) => Command.Parse(arguments);
}

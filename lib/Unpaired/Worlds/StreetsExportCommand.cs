using System.Globalization;

namespace Unpaired.Worlds;

/// <summary>The command line of data-scripts/streets.cs.</summary>
public static class StreetsExportCommand
{
    /// <summary>What --help says.</summary>
    public const string Help = """
        Writes the streets world as picture files in MUNIT's folder layout: street scenes
        in two domains (by day, at night, in rain), with boxes of cars, people and traffic lights.

        Usage: dotnet run data-scripts/streets.cs -- --out FOLDER [options]

          --out FOLDER     where to write; made if missing, and must be empty
          --a DOMAIN       day, night or rain: the input of the translation (day)
          --b DOMAIN       day, night or rain: its output (night)
          --train N        training pictures per domain (1500)
          --test N         test pictures per domain (200)
          --size PIXELS    side, or WIDTHxHEIGHT such as 256x128; each 64 to 512 (64)
          --min-visible N  no boxes for objects of which less than N percent is seen (25)
          --seed N         another seed, other pictures (1)
          --format FORMAT  png or jpg (png)
          --overwrite      replace what an earlier run wrote in FOLDER
          --help           this text

        Written folders:
          trainA, trainB   different streets (unpaired) in the two domains
          testA            streets to translate
          testB            for each of them, another street in the wanted style
          testTruth        the true translations: streets of testA, style of testB
          annotations      boxes of each folder: FOLDER.json as COCO, FOLDER.txt as INIT;
                           classes numbered as COCO does: 1 person, 3 car, 10 traffic light
          factors.json     every factor of every picture; written last

        Exit code: 0 written, 1 could not write, 2 bad arguments, 130 interrupted.
        """;

    private static readonly ExportCommand<StreetsExportOptions> Command = new(
        Help, new StreetsExportOptions { Folder = "" }, OwnOption, options => options.Validated(),
        (options, progress, cancellation) => StreetsExport.Write(options, progress, cancellation));

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
    public static StreetsExportOptions Parse(IReadOnlyList<string> arguments) => Command.Parse(arguments);

    private static StreetsExportOptions? OwnOption(StreetsExportOptions options, ExportArguments reader)
    {
        switch (reader.Name)
        {
            case "--a":
                return options with { DomainA = Domain(reader) };
            case "--b":
                return options with { DomainB = Domain(reader) };
            case "--min-visible":
                return options with { MinimumVisibility = reader.Number(int.MaxValue) / 100.0 };
            case "--size":
                var text = reader.Value();
                var sides = text.Split('x');
                return sides.Length <= 2 && Side(sides[0]) is { } width && Side(sides[^1]) is { } height
                    ? options with { Width = width, Height = height }
                    : throw new ArgumentException($"--size: expected a number or WIDTHxHEIGHT; got '{text}'.");
            default:
                return null;
        }
    }

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var side) ? side : null;

    private static StreetDomain Domain(ExportArguments reader)
    {
        var text = reader.Value();
        return Enum.GetValues<StreetDomain>().Cast<StreetDomain?>().FirstOrDefault(
                domain => string.Equals($"{domain}", text, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"{reader.Name}: expected day, night or rain; got '{text}'.");
    }
}

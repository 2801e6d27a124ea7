namespace Unpaired.Worlds;

/// <summary>The command line of data-scripts/species.cs.</summary>
public static class SpeciesExportCommand
{
    /// <summary>What --help says.</summary>
    public const string Help = """
        Writes the species world as picture files: creatures of many body plans, sorted by species, in FUNIT's or
        TUNIT's folder layout, and questions with their true answers.

        Usage: dotnet run data-scripts/species.cs -- --out FOLDER [options]

          --out FOLDER     where to write; made if missing, and must be empty
          --layout NAME    funit or tunit (funit)
          --train N        training pictures of each species (100)
          --test N         test pictures of each species (20)
          --questions N    translation questions with answers (200)
          --shots K        examples of the target species in each question (5)
          --size PIXELS    side of every picture, 32 to 512 (64)
          --seed N         another seed, other pictures (1)
          --format FORMAT  png or jpg (png)
          --overwrite      replace what an earlier run wrote in FOLDER
          --help           this text

        Written for funit:
          images/SPECIES           one folder for each species
          species_list_train.txt   SPECIES/FILE of the species to train with, one a line
          species_list_test.txt    the same for species that training never sees
        Written for tunit:
          train/SPECIES, test/SPECIES   ten species of ten body plans
        Written for both:
          questions/input, examples, truth   input N, examples K*N to K*N + K-1, the true translation N
          factors.json                       every factor of every picture, and the points of each pose; written last

        Exit code: 0 written, 1 could not write, 2 bad arguments, 130 interrupted.
        """;

    private static readonly ExportCommand<SpeciesExportOptions> Command = new(
        Help, new SpeciesExportOptions { Folder = "" }, OwnOption, options => options.Validated(),
        (options, progress, cancellation) => SpeciesExport.Write(options, progress, cancellation));

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
    public static SpeciesExportOptions Parse(IReadOnlyList<string> arguments) => Command.Parse(arguments);

    private static SpeciesExportOptions? OwnOption(SpeciesExportOptions options, ExportArguments reader)
    {
        switch (reader.Name)
        {
            case "--layout":
                var text = reader.Value();
                return options with
                {
                    Layout = text.ToLowerInvariant() switch
                    {
                        "funit" => SpeciesLayout.Funit,
                        "tunit" => SpeciesLayout.Tunit,
                        _ => throw new ArgumentException($"--layout: expected funit or tunit; got '{text}'."),
                    },
                };
            case "--questions":
                return options with { Questions = (int)reader.Number(int.MaxValue) };
            case "--shots":
                return options with { Shots = (int)reader.Number(int.MaxValue) };
            case "--size":
                return options with { Size = (int)reader.Number(int.MaxValue) };
            default:
                return null;
        }
    }
}

namespace Unpaired.Worlds;

/// <summary>The command line of data-scripts/glyphs.cs.</summary>
public static class GlyphExportCommand
{
    /// <summary>What --help says.</summary>
    public const string Help = """
        Writes the characters of typefaces as picture files in FUNIT's folder layout: a class for each typeface, and
        questions with their true answers (the same character in the typeface asked for).

        Usage: dotnet run data-scripts/glyphs.cs -- --out FOLDER [options]

          --out FOLDER        where to write; made if missing, and must be empty
          --fonts FOLDER      TTF and OTF files, in folders too (the machine's own fonts)
          --characters TEXT   what every typeface must have (the Latin letters, capital and small)
          --unseen PERCENT    families of typefaces that are kept from training (20)
          --questions N       questions with answers (200)
          --shots K           characters shown of the target typeface in each question (5)
          --size PIXELS       side of every picture, 16 to 512 (64)
          --seed N            another seed, other families are kept, other questions (1)
          --format FORMAT     png or jpg (png)
          --overwrite         replace what an earlier run wrote in FOLDER
          --help              this text

        Typefaces without all the characters, without outlines, and those of symbols are left out; factors.json says
        why. Written:
          images/FACE/CODE.png        the character with that Unicode number, in six digits
          glyphs_list_train.txt       FACE/FILE of the typefaces to train with, one a line
          glyphs_list_test.txt        the same for families that training never sees
          questions/input, examples, truth   input N, examples K*N to K*N + K-1, the true translation N
          factors.json                typeface and character of every picture; written last

        Exit code: 0 written, 1 could not write, 2 bad arguments, 3 too few typefaces (says what to install),
        130 interrupted.
        """;

    private const int TooFewTypefaces = 3;

    private static readonly ExportCommand<GlyphExportOptions> Command = new(
        Help, new GlyphExportOptions { Folder = "" }, OwnOption, options => options.Validated(),
        (options, progress, cancellation) => GlyphExport.Write(options, progress, cancellation));

    /// <summary>Parses arguments, writes, and shows progress.</summary>
    /// <param name="arguments">As on the command line.</param>
    /// <param name="output">Progress and result.</param>
    /// <param name="errors">One line for each error.</param>
    /// <param name="cancellation">Ctrl+C.</param>
    /// <returns>The exit code: 0, 1, 2, 3 or 130.</returns>
    public static int Run(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, CancellationToken cancellation = default)
    {
        try
        {
            return Command.Run(arguments, output, errors, cancellation);
        }
        catch (NoTypefaceException error)
        {
            errors.WriteLine(error.Message);
            return TooFewTypefaces;
        }
    }

    private static GlyphExportOptions? OwnOption(GlyphExportOptions options, ExportArguments reader) =>
        reader.Name switch
        {
            "--fonts" => options with { Fonts = reader.Value() },
            "--characters" => options with { Characters = reader.Value() },
            "--unseen" => options with { UnseenPercent = (int)reader.Number(int.MaxValue) },
            "--questions" => options with { Questions = (int)reader.Number(int.MaxValue) },
            "--shots" => options with { Shots = (int)reader.Number(int.MaxValue) },
            "--size" => options with { Size = (int)reader.Number(int.MaxValue) },
            _ => null,
        };
}

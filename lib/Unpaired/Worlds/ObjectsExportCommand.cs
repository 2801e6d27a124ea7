using System.Globalization;

namespace Unpaired.Worlds;

/// <summary>The command line of data-scripts/objects.cs.</summary>
public static class ObjectsExportCommand
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int BadArguments = 2;
    private const int Interrupted = 130; // 128 + SIGINT, as shells report it

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

    /// <summary>Parses arguments, writes, and shows progress.</summary>
    /// <param name="arguments">As on the command line.</param>
    /// <param name="output">Progress and result.</param>
    /// <param name="errors">One line for each error.</param>
    /// <param name="cancellation">Ctrl+C.</param>
    /// <returns>The exit code: 0, 1, 2 or 130.</returns>
    public static int Run(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors,
        CancellationToken cancellation = default)
    {
        if (arguments.Any(a => a is "--help" or "-h" or "-?"))
        {
            output.WriteLine(Help);
            return Success;
        }
        var total = 0;
        var written = 0;
        try
        {
            var options = Parse(arguments);
            total = ObjectsExport.PictureCount(options);
            var progress = new ProgressLine(output, total);
            ObjectsExport.Write(options, count =>
            {
                InterlockedMaximum(ref written, count);
                progress.Report(count);
            }, cancellation);
            output.WriteLine($"{total} pictures of {options.Size} x {options.Size} pixels and "
                + $"{ObjectsManifest.FileName} are in {Path.GetFullPath(options.Folder)}");
            return Success;
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine($"Interrupted after {written} of {total} pictures; each file there is complete, "
                + $"{ObjectsManifest.FileName} is missing. Run again with --overwrite.");
            return Interrupted;
        }
        catch (Exception error) when (error is ArgumentException or FolderNotEmptyException)
        {
            errors.WriteLine($"{error.Message} (--help lists the options)");
            return BadArguments;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(error.Message);
            return Failure;
        }
    }

    /// <summary>The options on a command line; --name value and --name=value are the same.</summary>
    /// <exception cref="ArgumentException">An unknown, repeated or incomplete option, or a bad value.</exception>
    public static ObjectsExportOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ObjectsExportOptions { Folder = "" };
        var seen = new HashSet<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            if (!seen.Add(parts[0]))
                throw new ArgumentException($"{parts[0]}: expected once; got it twice.");
            options = parts[0] switch
            {
                "--out" => options with { Folder = Value() },
                "--train" => options with { Train = (int)Number(int.MaxValue) },
                "--test" => options with { Test = (int)Number(int.MaxValue) },
                "--size" => options with { Size = (int)Number(int.MaxValue) },
                "--seed" => options with { Seed = Number(long.MaxValue) },
                "--format" => options with { Format = Value().ToLowerInvariant().Replace("jpeg", "jpg") },
                "--overwrite" when parts.Length == 1 => options with { Overwrite = true },
                "--overwrite" => throw new ArgumentException($"--overwrite: expected no value; got '{parts[1]}'."),
                var other => throw new ArgumentException($"Unknown option '{other}'."),
            };

            string Value()
            {
                if (parts.Length == 2)
                    return parts[1];
                if (i + 1 >= arguments.Count || arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                    throw new ArgumentException($"{parts[0]}: expected a value; got none.");
                return arguments[++i];
            }

            long Number(long largest)
            {
                var text = Value();
                if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    || Math.Abs((double)number) > largest)
                    throw new ArgumentException($"{parts[0]}: expected a whole number; got '{text}'.");
                return number;
            }
        }
        if (!seen.Contains("--out"))
            throw new ArgumentException("--out: expected the folder to write to; got none.");
        return options.Validated();
    }

    private static void InterlockedMaximum(ref int target, int value)
    {
        var seen = Volatile.Read(ref target);
        while (seen < value)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    /// <summary>A line for each tenth of the work; readable in terminals and in log files alike.</summary>
    private sealed class ProgressLine(TextWriter output, int total)
    {
        private readonly Lock gate = new();
        private int shown;

        public void Report(int count)
        {
            var tenth = (int)(10L * count / total);
            lock (gate)
            {
                if (tenth <= shown)
                    return;
                shown = tenth;
                output.WriteLine($"{10 * tenth,3} %  {count} of {total} pictures");
            }
        }
    }
}

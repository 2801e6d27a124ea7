using System.Globalization;

namespace Unpaired.Worlds;

/// <summary>The command line that writes a world as files; each world adds its own options and its own
/// words.</summary>
/// <param name="help">What --help says.</param>
/// <param name="defaults">What holds without any option.</param>
/// <param name="ownOption">The options with one of the world's own; null for an unknown name.</param>
/// <param name="validated">The options if they make sense.</param>
/// <param name="write">Writes; told where to report progress.</param>
internal sealed class ExportCommand<TOptions>(
    string help, TOptions defaults, Func<TOptions, ExportArguments, TOptions?> ownOption,
    Func<TOptions, TOptions> validated, Action<TOptions, Action<int>, CancellationToken> write)
    where TOptions : ExportOptions
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int BadArguments = 2;
    private const int Interrupted = 130; // 128 + SIGINT, as shells report it

    /// <summary>Parses arguments, writes, and shows progress.</summary>
    /// <returns>The exit code: 0, 1, 2 or 130.</returns>
    public int Run(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        if (arguments.Any(a => a is "--help" or "-h" or "-?"))
        {
            output.WriteLine(help);
            return Success;
        }
        var total = 0;
        var written = 0;
        try
        {
            var options = Parse(arguments);
            total = options.PictureCount;
            var progress = new ProgressLine(output, total);
            write(options, count =>
            {
                InterlockedMaximum(ref written, count);
                progress.Report(count);
            }, cancellation);
            output.WriteLine($"{total} pictures of {options.PictureSize} pixels and "
                + $"{FactorsFile.Name} are in {Path.GetFullPath(options.Folder)}");
            return Success;
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine($"Interrupted after {written} of {total} pictures; each file there is complete, "
                + $"{FactorsFile.Name} is missing. Run again with --overwrite.");
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
    public TOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = defaults;
        var reader = new ExportArguments(arguments);
        while (reader.Next())
            options = reader.Name switch
            {
                "--out" => options with { Folder = reader.Value() },
                "--train" => options with { Train = (int)reader.Number(int.MaxValue) },
                "--test" => options with { Test = (int)reader.Number(int.MaxValue) },
                "--seed" => options with { Seed = reader.Number(long.MaxValue) },
                "--format" => options with { Format = reader.Value().ToLowerInvariant().Replace("jpeg", "jpg") },
                "--overwrite" => options with { Overwrite = reader.Flag() },
                var other => ownOption(options, reader) ?? throw new ArgumentException($"Unknown option '{other}'."),
            };
        if (!reader.Seen("--out"))
            throw new ArgumentException("--out: expected the folder to write to; got none.");
        return validated(options);
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

/// <summary>The arguments of an export, read from the first to the last.</summary>
internal sealed class ExportArguments(IReadOnlyList<string> arguments)
{
    private readonly HashSet<string> seen = [];
    private int at = -1;
    private string? attached;

    /// <summary>The option that is being read, such as --out.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether an option was given.</summary>
    public bool Seen(string name) => seen.Contains(name);

    /// <summary>Goes to the next option.</summary>
    /// <exception cref="ArgumentException">It was given before.</exception>
    public bool Next()
    {
        if (++at >= arguments.Count)
            return false;
        var parts = arguments[at].Split('=', 2);
        Name = parts[0];
        attached = parts.Length == 2 ? parts[1] : null;
        return seen.Add(Name) ? true : throw new ArgumentException($"{Name}: expected once; got it twice.");
    }

    /// <summary>The option's value.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public string Value()
    {
        if (attached is not null)
            return attached;
        if (at + 1 >= arguments.Count || arguments[at + 1].StartsWith("--", StringComparison.Ordinal))
            throw new ArgumentException($"{Name}: expected a value; got none.");
        return arguments[++at];
    }

    /// <summary>The option's value as a whole number.</summary>
    /// <exception cref="ArgumentException">None, another text, or a number too large.</exception>
    public long Number(long largest)
    {
        var text = Value();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && Math.Abs((double)number) <= largest
            ? number
            : throw new ArgumentException($"{Name}: expected a whole number; got '{text}'.");
    }

    /// <summary>True: the option is there.</summary>
    /// <exception cref="ArgumentException">It has a value.</exception>
    public bool Flag() => attached is null
        ? true
        : throw new ArgumentException($"{Name}: expected no value; got '{attached}'.");
}

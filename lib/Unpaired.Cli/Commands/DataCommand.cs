using System.CommandLine;
using Spectre.Console;
using Unpaired.Data;
using Unpaired.Data.Checking;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired data check</c>: what is wrong with a folder of pictures, before training starts.</summary>
internal static class DataCommand
{
    private const int WrongUsage = 2;

    private static readonly Argument<string> Folder = new("folder") { Description = "The data set's top folder." };

    private static readonly Option<DataLayout?> Layout = new("--layout")
    {
        Description = "munit (also UNIT, DRIT): trainA, trainB, testA, testB. funit (also COCO-FUNIT): class folders "
            + "and list files. tunit: class folders. coco, voc, init: pictures with boxes. "
            + "Default: recognised, and said.",
    };

    private static readonly Option<int?> Size = new("--size")
    {
        Description = "Side of the crop in pixels: smaller pictures are reported.",
    };

    private static readonly Option<int?> Resize = new("--resize")
    {
        Description = "The configuration's new_size: the shorter side is resized to it before the crop.",
    };

    private static readonly Option<int> Batch = new("--batch")
    {
        Description = "Batch size: sets that do not fill one batch are reported.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> Shots = new("--shots")
    {
        Description = "K of few-shot translation: classes with fewer pictures are reported.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int?> Classes = new("--classes")
    {
        Description = "The configuration's number of classes, to be compared with the data's.",
    };

    private static readonly Option<string?> ClassNames = new("--class-names")
    {
        Description = "A text file with the names that boxes may have, one a line (default for voc: its twenty).",
    };

    private static readonly Option<string[]> Lists = new("--list")
    {
        Description = "A list or annotation file to check, may be repeated (default: those in and beside the folder).",
    };

    private static readonly Option<int> First = new("--first")
    {
        Description = "Findings of each kind to show.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<bool> All = new("--all") { Description = "Show all findings." };

    private static readonly Option<string?> Json = new("--json")
    {
        Description = "Also write the report as JSON here.",
    };

    private static readonly Option<string?> Html = new("--html")
    {
        Description = "Also write it as an HTML page here.",
    };

    private static readonly Option<int> Workers = new("--workers")
    {
        Description = "Pictures decoded at the same time (default: one for each core).",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    public static Command Create()
    {
        var check = new Command("check",
            "Decodes every picture and reads every list and annotation; says what is wrong and how to repair it. "
            + "Changes nothing; Ctrl-C stops and shows what was found until then. "
            + "Exit code 0: clean or warnings only; 1: errors; 2: wrong usage; 130: interrupted without an error.")
        {
            Folder, Layout, Size, Resize, Batch, Shots, Classes, ClassNames, Lists, First, All, Json, Html, Workers,
        };
        check.SetAction((parsed, cancellation) => Task.FromResult(Check(parsed, cancellation)));
        return new Command("data", "Works on data sets.") { check };
    }

    /// <summary>Whether a command line that was not understood is one of this command's: its exit code is 2.</summary>
    public static bool IsWrongUsage(ParseResult parsed) => parsed.Errors.Count > 0
        && (parsed.CommandResult.Command.Name == "data"
            || parsed.CommandResult.Command.Parents.Any(parent => parent.Name == "data"));

    private static int Check(ParseResult parsed, CancellationToken cancellation)
    {
        DataReport report;
        try
        {
            var progress = new CheckProgress();
            report = DataCheck.Run(parsed.GetValue(Folder)!, parsed.GetValue(Layout), Options(parsed, progress),
                cancellation);
            progress.Done();
        }
        catch (Exception problem) when (
            problem is ArgumentException or DirectoryNotFoundException or FileNotFoundException)
        {
            Console.Error.WriteLine($"error: {problem.Message}");
            return WrongUsage;
        }
        Show(report.ToText(parsed.GetValue(All) ? int.MaxValue : parsed.GetValue(First)));
        if (parsed.GetValue(Json) is { } json)
            AtomicFile.WriteText(Path.GetFullPath(json), report.ToJson());
        if (parsed.GetValue(Html) is { } html)
            AtomicFile.WriteText(Path.GetFullPath(html), report.ToHtml());
        return report.ExitCode;
    }

    private static DataCheckOptions Options(ParseResult parsed, CheckProgress progress) => new()
    {
        CropSize = parsed.GetValue(Size),
        ResizeTo = parsed.GetValue(Resize),
        BatchSize = parsed.GetValue(Batch),
        Shots = parsed.GetValue(Shots),
        ClassCount = parsed.GetValue(Classes),
        ClassNames = parsed.GetValue(ClassNames) is { } names
            ? [.. File.ReadLines(names).Select(line => line.Trim()).Where(line => line.Length > 0)] : null,
        Lists = parsed.GetValue(Lists) ?? [],
        Workers = parsed.GetValue(Workers),
        Progress = progress.Report,
    };

    private static void Show(string text)
    {
        foreach (string line in text.Split(Environment.NewLine))
        {
            string word = line.Split(' ', ':')[0];
            string? colour = word switch { "error" => "red", "warning" => "yellow", "note" => "blue", _ => null };
            if (colour is not null)
                AnsiConsole.MarkupInterpolated($"[{colour}]{word}[/]");
            Console.WriteLine(colour is null ? line : line[word.Length..]);
        }
    }

    /// <summary>A line that is written anew in a terminal, one for each tenth elsewhere; on the error stream, so that
    /// the report can be piped.</summary>
    private sealed class CheckProgress
    {
        private readonly Lock gate = new();
        private int shown;
        private bool written;

        public void Report(int done, int total)
        {
            bool live = !Console.IsErrorRedirected;
            int part = (int)((live ? 100L : 10L) * done / total);
            lock (gate)
            {
                if (part <= shown)
                    return;
                shown = part;
                written = live;
                Console.Error.Write(live ? $"\r{done:N0} of {total:N0} pictures"
                    : $"{10 * part,3} %  {done} of {total}\n");
            }
        }

        public void Done()
        {
            if (written)
                Console.Error.Write("\r\x1B[K");
        }
    }
}

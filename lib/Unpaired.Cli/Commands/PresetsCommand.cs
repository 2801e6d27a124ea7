using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using TorchSharp;
using Unpaired.Cli.Recipes;
using Unpaired.Display;
using Unpaired.Training;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired presets</c>: what each preset of each paper needs, counted, and on request measured
/// here.</summary>
internal static class PresetsCommand
{
    private const string Megabytes = "#,0", Millions = "#,0.0", Seconds = "0.00";

    private static readonly Argument<string[]> Names = new("names")
    {
        Description = "Presets to list, as NAME or PAPER/NAME (default: all).",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Measure = new("--measure")
    {
        Description = "Train each for a few steps, in a process of its own, where it fits into this machine's memory.",
    };

    private static readonly Option<int> Steps = new("--steps")
    {
        Description = "Steps to measure, after one to warm up.",
        DefaultValueFactory = _ => 3,
    };

    // What a process of its own does: it prints the seconds of a step and its peak.
    private static readonly Option<bool> Here = new("--here") { Hidden = true };

    public static Command Create()
    {
        var command = new Command("presets", "Lists the presets of all papers: parameters, operations, memory, time.")
        {
            Names, Measure, Steps, Here,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var chosen = Chosen(parsed.GetValue(Names) ?? []);
        int steps = parsed.GetValue(Steps);
        if (steps < 1) throw new ArgumentException($"--steps: expected at least 1, found {steps}.");
        if (parsed.GetValue(Here))
        {
            foreach (var (recipe, preset) in chosen) Console.WriteLine(MeasureHere(recipe, preset, steps));
            return 0;
        }
        bool measure = parsed.GetValue(Measure);
        Console.WriteLine(Table(chosen, measure ? steps : 0, cancellation).Text);
        Console.WriteLine("Multiply-adds: one picture of each domain through each network of its domain, once. "
            + "Estimated memory: of a step in float32, to about a third; the process itself needs 200 MB more.");
        return cancellation.IsCancellationRequested ? 130 : 0;
    }

    private static List<(TrainingRecipe Recipe, string Preset)> Chosen(string[] names)
    {
        List<(TrainingRecipe Recipe, string Preset)> all =
            [.. TrainingRecipes.All.SelectMany(recipe => recipe.Presets.Select(preset => (recipe, preset)))];
        bool Is((TrainingRecipe Recipe, string Preset) entry, string name) =>
            name == entry.Preset || name == $"{entry.Recipe.System}/{entry.Preset}";
        if (names.FirstOrDefault(name => !all.Exists(entry => Is(entry, name))) is { } unknown)
            throw new ArgumentException(
                $"'{unknown}': expected a preset; found none of that name. There are "
                + $"{string.Join(", ", all.Select(entry => $"{entry.Recipe.System}/{entry.Preset}"))}.");
        return names.Length == 0 ? all : [.. all.Where(entry => names.Any(name => Is(entry, name)))];
    }

    private static DataTable Table(
        List<(TrainingRecipe Recipe, string Preset)> chosen, int steps, CancellationToken cancellation)
    {
        string[] counted =
            ["preset", "pixels", "batch", "parameters (million)", "multiply-adds (million)", "memory estimated (MB)"];
        string[] measured = ["peak measured (MB)", "seconds per iteration", "of a processor"];
        string where = FormattableString.Invariant(
            $", measured with {torch.get_num_threads()} thread(s) of {Environment.ProcessorCount}");
        var table = new DataTable(
            $"Presets{(steps > 0 ? where : "")}", steps > 0 ? [.. counted, .. measured] : counted)
        {
            Formats =
            [
                null, null, null, Millions, Millions, Megabytes,
                .. steps > 0 ? [Megabytes, Seconds, Seconds] : Array.Empty<string?>(),
            ],
        };
        foreach (var (recipe, preset) in chosen)
        {
            if (cancellation.IsCancellationRequested) break;
            var cost = recipe.Cost(preset);
            object?[] row =
            [
                $"{recipe.System}/{preset}", cost is null ? null : $"{cost.Width} x {cost.Height}", cost?.BatchSize,
                cost?.Parameters / 1e6, cost?.MultiplyAdds / 1e6, cost?.StepBytes / 1e6,
            ];
            table.Add(steps > 0 ? [.. row, .. MeasureApart(recipe, preset, steps)] : row);
        }
        return table;
    }

    /// <summary>The peak of this process in megabytes, seconds of a step, and seconds that processors spend on it: the
    /// middle ones.</summary>
    private static string MeasureHere(TrainingRecipe recipe, string preset, int steps)
    {
        if (recipe.Worlds.Count == 0)
            throw new ArgumentException($"{recipe.System} has no drawn world to be measured on.");
        using var prepared = recipe.Prepare(
            new TrainingRequest(preset, recipe.Worlds[0], null, null, TrainingMode.Fast, 1, null));
        prepared.Data.MoveTo(0);
        var (seconds, processor) = (new List<double>(), new List<double>());
        using var process = Process.GetCurrentProcess();
        for (int i = 0; i <= steps; i++)
        {
            using var scope = torch.NewDisposeScope();
            using var batch = prepared.Data.Next(CancellationToken.None);
            process.Refresh();
            var before = process.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            prepared.Trainer.Step(batch);
            double elapsed = watch.Elapsed.TotalSeconds;
            process.Refresh();
            if (i == 0) continue;
            seconds.Add(elapsed);
            processor.Add((process.TotalProcessorTime - before).TotalSeconds);
        }
        static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
        return FormattableString.Invariant(
            $"{process.PeakWorkingSet64 / 1e6:F0} {Middle(seconds):F4} {Middle(processor):F4}");
    }

    private static object?[] MeasureApart(TrainingRecipe recipe, string preset, int steps)
    {
        object?[] nothing = [null, null, null];
        long free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (recipe.Cost(preset)?.StepBytes > free) return nothing;
        string own = Environment.ProcessPath!;
        var start = new ProcessStartInfo(own) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(own) == "dotnet")
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        string[] arguments =
        [
            "presets", $"{recipe.System}/{preset}", "--here", "--steps", steps.ToString(CultureInfo.InvariantCulture),
            "--threads", torch.get_num_threads().ToString(CultureInfo.InvariantCulture),
        ];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string[] words = process.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode == 0 && words.Length == nothing.Length)
            return [.. words.Select(word => (object?)double.Parse(word, CultureInfo.InvariantCulture))];
        Console.Error.WriteLine($"{recipe.System}/{preset} was not measured: {error.Result.Trim()}");
        return nothing;
    }
}

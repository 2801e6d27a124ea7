using System.CommandLine;
using System.Globalization;
using Unpaired.Cli.Evaluations;
using Unpaired.Cli.Translators;
using Unpaired.Metrics;
using Unpaired.Metrics.Evaluations;
using Unpaired.Metrics.Features;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired evaluate</c>: how good are translations?</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string[]> What = new("what")
    {
        Description = "A run's folder; or a weights file, with --world; or two folders, of true pictures and of made "
            + "ones (either may be statistics, .npz).",
        Arity = new ArgumentArity(1, 2),
    };

    private static readonly Option<string?> World = new("--world")
    {
        Description = "For a weights file: objects, streets, species, species-studio.",
    };

    private static readonly Option<int> Size = new("--size")
    {
        Description = "For a weights file: side of the pictures, in pixels.",
        DefaultValueFactory = _ => 64,
    };

    private static readonly Option<string> Domains = new("--domains")
    {
        Description = "For a weights file and the streets world: two of day, night, rain.",
        DefaultValueFactory = _ => "day,night",
    };

    private static readonly Option<int> Questions = new("--questions")
    {
        Description = "Questions to a translator.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<int> Shots = new("--shots")
    {
        Description = "Example pictures of each question, species worlds.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "Another seed, other questions; none is ever one of training.",
        DefaultValueFactory = _ => 1000,
    };

    private static readonly Option<string?> Inception = new("--inception")
    {
        Description = "Weights of the FID Inception network (default: as published, where --weights or a cache has it; "
            + "else a small network of this library, and nothing is called FID).",
    };

    private static readonly Option<string?> Recognizer = new("--recognizer")
    {
        Description = "A classifier of the species asked for (ClassRecognizer.Save), for few-shot classification accuracy "
            + "(default: the network of the worlds, where that measures).",
    };

    private static readonly Option<string?> Vgg = new("--vgg") { Description = "MUNIT's vgg16.weight, for DIPD." };

    private static readonly Option<string?> Weights = new("--weights")
    {
        Description = "A folder with published weight files by their own names (default: the user's cache and that of "
            + "PyTorch's hub). Nothing is downloaded.",
    };

    private static readonly Option<string?> Cache = new("--cache")
    {
        Description = "Keep features of pictures here, by content: a run that was stopped goes on, pictures seen before "
            + "cost nothing.",
    };

    private static readonly Option<int> Batch = new("--batch")
    {
        Description = "Pictures per pass through the feature network.",
        DefaultValueFactory = _ => 50,
    };

    private static readonly Option<string?> SaveStatistics = new("--save-statistics")
    {
        Description = "For one folder: only write its statistics to this .npz file, as pytorch-fid reads them.",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Folder for evaluation.json, .csv and .html (default: evaluation, in the run where there is one).",
    };

    public static Command Create()
    {
        var command = new Command("evaluate",
            "Measures a translator against the truth of its world, or a folder of pictures against another one; prints a "
            + "table and writes it as JSON, CSV and HTML.")
        {
            What, World, Size, Domains, Questions, Shots, Seed, Inception, Recognizer, Vgg, Weights, Cache, Batch,
            SaveStatistics, Out,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Evaluate(parsed, cancellation)));
        return command;
    }

    private static int Evaluate(ParseResult parsed, CancellationToken cancellation)
    {
        string[] what = parsed.GetValue(What)!;
        var folders = parsed.GetValue(Weights) is { } own ? new WeightFolders(own) : WeightFolders.Default;
        using var network = EvaluationNetworks.Features(parsed.GetValue(Inception), folders);
        using var networks = EvaluationNetworks.Pairs(folders, parsed.GetValue(Vgg));
        using var recognizer = parsed.GetValue(Recognizer) is { } classes ? ClassRecognizer.Load(classes) : null;
        var options = new ExtractionOptions
        {
            BatchSize = parsed.GetValue(Batch),
            Cache = parsed.GetValue(Cache),
            Progress = new Lines(),
        };
        var sets = new FolderEvaluation(network, networks, options);
        if (parsed.GetValue(SaveStatistics) is { } file)
        {
            using var statistics = sets.Statistics(what is [var one]
                ? one : throw new ArgumentException("--save-statistics: expected one folder; found two."), cancellation);
            statistics.Save(file);
            Console.WriteLine($"{file}: mean and covariance of {statistics.Count} pictures, {network.Name}");
            return 0;
        }
        var report = what is [var real, var made]
            ? sets.Run(real, made, cancellation)
            : Translator(parsed, what[0], new TranslationEvaluation(
                network, networks, recognizer is null ? null : TargetClassifier.Of(recognizer)), cancellation);
        Console.WriteLine(report);
        string folder = parsed.GetValue(Out)
            ?? (what.Length == 1 && Directory.Exists(what[0]) ? Path.Combine(what[0], "evaluation") : "evaluation");
        Console.WriteLine($"\nWritten: {string.Join(", ", report.Save(folder))}");
        return 0;
    }

    private static EvaluationReport Translator(
        ParseResult parsed, string what, TranslationEvaluation evaluation, CancellationToken cancellation)
    {
        var (weights, world) = Directory.Exists(what) ? Run(what) : (what, new EvaluatedWorld(
            parsed.GetValue(World) ?? throw new ArgumentException(
                $"'{what}' is no folder of a run: for a weights file name the world with --world."),
            parsed.GetValue(Domains)!, parsed.GetValue(Size), parsed.GetValue(Size)));
        var recipe = TranslatorRecipes.Find(weights, null);
        // TUNIT knows the ten species that it was trained on, and no others.
        var known = recipe.System == "tunit" ? SpeciesWorld.Ten : default;
        var questions = world.Questions(parsed.GetValue(Questions), parsed.GetValue(Shots), parsed.GetValue(Seed),
            known.IsDefault ? null : known, known.IsDefault ? null : known);
        using var translator = recipe.OpenForExamples(weights, null);
        string title = string.Create(CultureInfo.InvariantCulture,
            $"{recipe.System}, {weights}: {world}, {questions.Count} questions, seed {parsed.GetValue(Seed)}");
        return evaluation.Run(title, questions,
            (input, examples) => translator.Translate(input, examples, Direction.AtoB), null, cancellation);
    }

    /// <summary>The best weights of a run, and the world that it was trained on.</summary>
    private static (string Weights, EvaluatedWorld World) Run(string folder)
    {
        var run = Provenance.Read(folder) ?? throw new ArgumentException(
            $"'{folder}': expected the folder of a run (with provenance.json); to compare pictures name two folders.");
        string? weights = new[] { "best.safetensors", "weights.safetensors" }
            .Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return weights is null
            ? throw new FileNotFoundException($"'{folder}': expected weights.safetensors; the run has saved none yet.")
            : (weights, EvaluatedWorld.Of(run, folder));
    }

    /// <summary>Progress on the error stream, so that the report can be piped.</summary>
    private sealed class Lines : IProgress<ExtractionProgress>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
        private TimeSpan shown;

        public void Report(ExtractionProgress value)
        {
            if (value.Elapsed < shown) shown = TimeSpan.Zero; // the next folder
            if (value.Done < value.Count && value.Elapsed - shown < Interval) return;
            shown = value.Elapsed;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"features of {value.Done} of {value.Count} pictures, {value.FromCache} known already"));
        }
    }
}

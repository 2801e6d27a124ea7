using System.CommandLine;
using Unpaired.Cli.Translators;
using Unpaired.Dunit;
using Unpaired.Training;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired adapt</c>: a detector of days, fine-tuned on translated days, used at night.</summary>
internal static class AdaptCommand
{
    private static readonly AdaptationOptions Default = new();

    private static readonly Argument<string> Detector = new("detector")
    {
        Description = "A detector trained by day only (unpaired train streets64 --trainer detector --domains day).",
    };

    private static readonly Argument<string[]> Weights = new("weights")
    {
        Description = "Trained translators of the streets world, day to night.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<int> Iterations = new("--iterations")
    {
        Description = "Steps of fine-tuning.",
        DefaultValueFactory = _ => Default.Iterations,
    };

    private static readonly Option<int> Pictures = new("--pictures")
    {
        Description = "Days that are translated.",
        DefaultValueFactory = _ => Default.Pictures,
    };

    private static readonly Option<int> Streets = new("--streets")
    {
        Description = "Streets to test on.",
        DefaultValueFactory = _ => Default.TestStreets,
    };

    private static readonly Option<long[]> Seeds = new("--seeds")
    {
        Description = "A fine-tuning for each.",
        DefaultValueFactory = _ => [.. Default.Seeds],
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        var command = new Command(
            "adapt", "Domain adaptation on the streets world: a detector of days is fine-tuned on translations of annotated days "
            + "and tested at night, beside days and true nights; prints average precision by class.")
        {
            Detector, Weights, Iterations, Pictures, Streets, Seeds,
        };
        command.SetAction(parsed => Task.FromResult(Run(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var experiment = new DomainAdaptation(parsed.GetValue(Detector)!, Default with
        {
            Iterations = parsed.GetValue(Iterations),
            Pictures = parsed.GetValue(Pictures),
            TestStreets = parsed.GetValue(Streets),
            Seeds = parsed.GetValue(Seeds)!,
        });
        string[] files = parsed.GetValue(Weights) ?? [];
        var opened = new List<IDisposable>();
        try
        {
            var methods = ObjectsCommand.Names(files).Zip(files, (name, file) => (name, Translation(file, opened))).ToList();
            var report = DomainAdaptationReport.Run(
                experiment, methods, row => Console.Error.WriteLine($"{row.Training}: {row.Runs[0]}"));
            Console.WriteLine(report.ToTable().Text);
            return 0;
        }
        finally
        {
            opened.ForEach(translator => translator.Dispose());
        }
    }

    /// <summary>DUNIT is told the boxes, which the source domain has; the others are not made for it.</summary>
    private static StreetTranslation Translation(string file, List<IDisposable> opened)
    {
        var recipe = TranslatorRecipes.Find(file, null);
        if (recipe.System != "dunit")
        {
            var translator = recipe.OpenForExamples(file, null);
            opened.Add(translator);
            return street => translator.Translate(street.Day, [street.StyleExample], Direction.AtoB);
        }
        var dunit = DunitTranslator.Load(file);
        opened.Add(dunit);
        return street =>
        {
            using var style = dunit.EncodeStyle(street.StyleExample, Domain.B);
            return dunit.Translate(street.Day, style, Direction.AtoB, street.Boxes);
        };
    }
}

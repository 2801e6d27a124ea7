using System.CommandLine;
using System.Globalization;
using Unpaired.Cli.Translators;
using Unpaired.Data;
using Unpaired.Dunit;
using Unpaired.Metrics;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired objects</c>: what became of the single objects of streets in translations.</summary>
internal static class ObjectsCommand
{
    private static readonly Argument<string[]> Weights = new("weights")
    {
        Description = "Trained translators of the streets world, day to night.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Looking = new("--detector")
    {
        Description = "A detector trained by day and at night, or weights of DUNIT, which hold theirs.",
        Required = true,
    };

    private static readonly Option<int> Streets = new("--streets")
    {
        Description = "Streets in each test set.",
        DefaultValueFactory = _ => 100,
    };

    private static readonly Option<long[]> Seeds = new("--seeds")
    {
        Description = "A test set for each; none is ever one of training.",
        DefaultValueFactory = _ => [101, 102, 103],
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        var command = new Command(
            "objects", "Measures translations of streets object by object: error within the true boxes, contrast, and what a "
            + "detector finds.")
        {
            Weights, Looking, Streets, Seeds,
        };
        command.SetAction(parsed => Task.FromResult(Run(parsed)));
        return command;
    }

    /// <summary>A name for each file: its own, with its folder's where several are called alike.</summary>
    internal static IReadOnlyList<string> Names(IReadOnlyList<string> files)
    {
        string Short(string file) => Path.GetFileNameWithoutExtension(file);
        return
        [
            .. files.Select(file => files.Count(other => Short(other) == Short(file)) == 1 ? Short(file)
                : $"{Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))}/{Short(file)}"),
        ];
    }

    private static int Run(ParseResult parsed)
    {
        using var detector = DunitTranslator.LoadDetector(parsed.GetValue(Looking)!);
        var config = detector.Config;
        var world = new StreetsWorld(config.PictureWidth, config.PictureHeight);
        int streets = parsed.GetValue(Streets);
        var sets = parsed.GetValue(Seeds)!.Select(seed => StreetsQuestion.Of(
            new StreetsTestSet(world, streets, seed), StreetDomain.Day, StreetDomain.Night)).ToList();
        string[] files = parsed.GetValue(Weights)!;
        var translators = files.Select(file => TranslatorRecipes.Find(file, null).OpenForExamples(file, null)).ToList();
        try
        {
            var methods = new List<(string, Func<StreetsQuestion, Picture>)> { ("day", question => question.Input) };
            methods.AddRange(Names(files).Zip(translators, (name, translator) => (
                name, (Func<StreetsQuestion, Picture>)(question =>
                    translator.Translate(question.Input, [question.StyleExample], Direction.AtoB)))));
            methods.Add(("true night", question => question.Truth));
            var report = InstanceReport.Run(sets, detector, config.SmallestBox, methods);
            Console.WriteLine(report.ToTable().Text);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{world.Width} x {world.Height} px, {sets.Count} sets of {streets} streets, seeds {string.Join(", ", parsed.GetValue(Seeds)!)}"));
            return 0;
        }
        finally
        {
            translators.ForEach(translator => translator.Dispose());
        }
    }
}

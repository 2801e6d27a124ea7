using System.CommandLine;
using Unpaired.Cli.Translators;
using Unpaired.Data;
using Unpaired.Training;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired translate</c>: pictures through trained networks.</summary>
internal static class TranslateCommand
{
    private static readonly Argument<string[]> Inputs = new("images")
    {
        Description = "Pictures, or folders of pictures; any size.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Weights = new("--weights")
    {
        Description = "Our .safetensors, which says what it is of, or the original's gen_*.pt with --config.",
        Required = true,
    };

    private static readonly Option<string?> Config = new("--config")
    {
        Description = "The YAML file of the experiment; our own weights hold it.",
    };

    private static readonly Option<Direction> Towards = new("--direction")
    {
        Description = "AtoB or BtoA.",
        DefaultValueFactory = _ => Direction.AtoB,
    };

    private static readonly Option<string[]> StyleImages = new("--style-image")
    {
        Description = "Take the style of this picture of the target domain or class (all but unit); may be repeated: munit, dunit and tunit "
            + "make a translation for each, the others take all as examples of one class.",
    };

    private static readonly Option<int?> Styles = new("--styles")
    {
        Description = "Draw this many styles from the prior (munit, dunit; default: 1).",
    };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "Decides the drawn styles.",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder for the translations.",
        DefaultValueFactory = _ => "translated",
    };

    public static Command Create()
    {
        var command = new Command(
            "translate",
            "Translates pictures with trained networks of "
            + $"{string.Join(" or ", TranslatorRecipes.All.Select(recipe => recipe.System))}; the weights say which.")
        {
            Inputs, Weights, Config, Towards, StyleImages, Styles, Seed, Out,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Translate(parsed, cancellation)));
        return command;
    }

    private static int Translate(ParseResult parsed, CancellationToken cancellation)
    {
        var files = Pictures(parsed.GetValue(Inputs)!);
        var request = new TranslationRequest(
            parsed.GetValue(Weights)!, parsed.GetValue(Config), parsed.GetValue(Towards),
            parsed.GetValue(StyleImages) ?? [], parsed.GetValue(Styles), parsed.GetValue(Seed));
        string folder = parsed.GetValue(Out)!;
        using var translator = TranslatorRecipes.Find(request.Weights, request.Config).Open(request);
        for (int i = 0; i < files.Count && !cancellation.IsCancellationRequested; i++)
        {
            var results = translator.Translate(PictureFile.Load(files[i]));
            for (int j = 0; j < results.Count; j++)
            {
                string suffix = results.Count > 1 ? $"-{j:D2}" : "";
                string target = Path.Combine(folder, Path.GetFileNameWithoutExtension(files[i]) + suffix + ".png");
                PictureFile.Save(results[j], target);
                Console.WriteLine($"{i + 1}/{files.Count}  {files[i]} -> {target}");
            }
        }
        return cancellation.IsCancellationRequested ? 130 : 0;
    }

    /// <summary>The files named, and those in the folders named; two of one name would overwrite each other's
    /// results.</summary>
    private static IReadOnlyList<string> Pictures(IEnumerable<string> inputs)
    {
        List<string> files = [.. inputs.SelectMany(input => Directory.Exists(input)
            ? new ImageFolder(input, ImageFolder.ExtendedSuffixes).Paths
            : [input])];
        var twice = files.GroupBy(Path.GetFileNameWithoutExtension).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? files
            : throw new ArgumentException(
                $"'{twice.First()}' and '{twice.Last()}' would be written to the same file; "
                + "translate them one after the other with different --out.");
    }
}

using System.CommandLine;
using Unpaired.Data;
using Unpaired.Munit;
using Unpaired.Training;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired translate</c>: pictures through trained generators.</summary>
internal static class TranslateCommand
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("images") { Description = "Pictures, or folders of pictures; any size.", Arity = ArgumentArity.OneOrMore };
        var weights = new Option<string>("--weights") { Description = "Generators: our .safetensors, or the original's gen_*.pt with --config.", Required = true };
        var config = new Option<string?>("--config") { Description = "The YAML file of the experiment; our own files hold it." };
        var direction = new Option<Direction>("--direction") { Description = "AtoB or BtoA.", DefaultValueFactory = _ => Direction.AtoB };
        var styleImage = new Option<string?>("--style-image") { Description = "Take the style of this picture of the target domain." };
        var styles = new Option<int>("--styles") { Description = "Draw this many styles from the prior.", DefaultValueFactory = _ => 1 };
        var seed = new Option<long>("--seed") { Description = "Decides the drawn styles.", DefaultValueFactory = _ => 10 };
        var output = new Option<string>("--out") { Description = "Folder for the translations.", DefaultValueFactory = _ => "translated" };
        var command = new Command("translate", "Translates pictures with MUNIT: the content of each, in a drawn style or that of an example.")
        {
            inputs, weights, config, direction, styleImage, styles, seed, output,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Translate(
            Pictures(parsed.GetValue(inputs)!), parsed.GetValue(output)!, parsed.GetValue(direction),
            () => MunitTranslator.Load(parsed.GetValue(weights)!, parsed.GetValue(config)),
            translator => parsed.GetValue(styleImage) is { } example
                ? translator.EncodeStyle(PictureFile.Load(example), parsed.GetValue(direction) == Direction.AtoB ? Domain.B : Domain.A)
                : translator.SampleStyles(AtLeastOne(parsed.GetValue(styles)), parsed.GetValue(seed)),
            cancellation)));
        return command;
    }

    private static int Translate(
        IReadOnlyList<string> files, string folder, Direction direction, Func<MunitTranslator> load,
        Func<MunitTranslator, TorchSharp.torch.Tensor> choose, CancellationToken cancellation)
    {
        using var translator = load();
        using var styles = choose(translator);
        for (int i = 0; i < files.Count && !cancellation.IsCancellationRequested; i++)
        {
            var results = translator.TranslateStyles(PictureFile.Load(files[i]), direction, styles);
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

    private static int AtLeastOne(int styles) =>
        styles >= 1 ? styles : throw new ArgumentException($"--styles: expected at least 1, found {styles}.");

    /// <summary>The files named, and those in the folders named; two of one name would overwrite each other's results.</summary>
    private static IReadOnlyList<string> Pictures(IEnumerable<string> inputs)
    {
        List<string> files = [.. inputs.SelectMany(input => Directory.Exists(input)
            ? new ImageFolder(input, ImageFolder.ExtendedSuffixes).Paths
            : [input])];
        var twice = files.GroupBy(Path.GetFileNameWithoutExtension).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? files
            : throw new ArgumentException($"'{twice.First()}' and '{twice.Last()}' would be written to the same file; translate them one after the other with different --out.");
    }
}

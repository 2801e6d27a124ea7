using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>Recomputes what the original FUNIT code computed: every case of the golden data, for any
/// configuration.</summary>
public sealed partial class FunitVerifier : IGoldenVerifier
{
    private readonly TrainingMode mode;
    private readonly Dictionary<string, Action<GoldenCase, GoldenComparison>> checks;

    /// <summary>Checks the faithful mode, whose order of operations is the original's.</summary>
    public FunitVerifier() : this(TrainingMode.Faithful)
    {
    }

    /// <summary>Checks a mode: both compute the same numbers.</summary>
    public FunitVerifier(TrainingMode mode)
    {
        this.mode = mode;
        checks = new Dictionary<string, Action<GoldenCase, GoldenComparison>>
        {
            ["main"] = Main,
            ["data"] = Data,
            ["default.state_dict"] = Names,
            ["default.full-size"] = FullSize,
        };
    }

    /// <inheritdoc/>
    public string System => FunitFiles.System;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Cases => checks.Keys;

    /// <inheritdoc/>
    public IEnumerable<GroupResult> Verify(GoldenCase golden)
    {
        var compare = new GoldenComparison(golden);
        checks[golden.Case](golden, compare);
        return compare.Results();
    }

    /// <summary>The configuration of a case; extra keys are no error, since the original looks only at those it
    /// knows.</summary>
    private static FunitConfig ConfigOf(GoldenCase golden) => golden.Json.TryGetProperty("config", out var config)
        ? FunitConfig.Read(config.GetRawText(), golden.JsonPath, ignoreUnknown: true)
        : FunitConfig.Animals;

    /// <summary>The last checkpoint file of a kind in a folder beside the JSON file.</summary>
    private static string Checkpoint(GoldenCase golden, string kind, string below = ".") =>
        Directory.EnumerateFiles(golden.PathOf(below), $"{kind}_*.pt").Max(StringComparer.Ordinal)
        ?? throw new CheckpointFormatException(golden.JsonPath, null, $"there is no {kind}_*.pt beside it.");

    /// <summary>A trainer with the weights of the checkpoint and fresh optimizers.</summary>
    private FunitTrainer Start(GoldenCase golden, ScalarType? type = null)
    {
        var trainer = new FunitTrainer(ConfigOf(golden), mode, dtype: type ?? golden.Type);
        trainer.LoadWeights(Checkpoint(golden, "gen"));
        trainer.LoadDiscriminator(Checkpoint(golden, "dis"));
        return trainer;
    }

    /// <summary>Names, shapes and kinds of all parameters and buffers, and the order of the optimizer.</summary>
    private static void Names(GoldenCase golden, GoldenComparison compare)
    {
        var config = ConfigOf(golden);
        using (var generator = new FunitGenerator(config.Generator))
            CheckNames(golden, compare, "gen", generator);
        using var discriminator = new FunitDiscriminator(config.Discriminator);
        CheckNames(golden, compare, "dis", discriminator);
    }

    private static void CheckNames(GoldenCase golden, GoldenComparison compare, string key, nn.Module network)
    {
        var parameters = network.named_parameters().ToList();
        string Described(string name, Tensor value, string kind) => $"{name} [{string.Join(", ", value.shape)}] {kind}";
        var own = parameters.Select(entry => Described(entry.name, entry.parameter, "param"))
            .Concat(network.named_buffers().Select(entry => Described(entry.name, entry.buffer, "buffer")));
        var expected = golden.Property(key).EnumerateArray().Select(entry =>
            $"{entry.GetProperty("name").GetString()} "
            + $"[{string.Join(", ", entry.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()))}] "
            + entry.GetProperty("kind").GetString());
        CheckSame(compare, $"names.{key}", [.. expected.Order()], [.. own.Order()]);
        CheckSame(
            compare, $"names.{key}_order", Texts(golden.Property($"{key}_parameters_in_optimizer_order")),
            [.. parameters.Select(entry => entry.name)]);
        compare.CheckNumbers(
            $"names.{key}_num_params", [golden.Property($"{key}_num_params").GetInt64()],
            [parameters.Sum(entry => entry.parameter.numel())]);
    }

    private static void CheckSame(GoldenComparison compare, string name, string[] expected, string[] found)
    {
        var missing = expected.Except(found).ToList();
        var extra = found.Except(expected).ToList();
        int same = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        compare.CheckThat(name, expected.SequenceEqual(found),
            $"expected {expected.Length} names, got {found.Length}; missing {Text.Some(missing)}; not expected "
            + $"{Text.Some(extra)}; first difference at {same}");
    }

    /// <summary>What the loaders make of the pictures in a folder and a list.</summary>
    private static void Data(GoldenCase golden, GoldenComparison compare)
    {
        var files = ClassPictureFiles.FromList(golden.PathOf("images"), golden.PathOf("list.txt"));
        // The numbers are in the JSON file's words: "… shorter side to 28, centre crop 24x20 (HxW) …".
        string words = golden.Property("out.eval_batch").GetString()!;
        var sizes = Regex.Match(words, @"to (\d+), centre crop (\d+)x(\d+)");
        int Whole(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
        if (sizes.Success)
        {
            var transform = new FunitEvaluationTransform(
                Whole(sizes.Groups[1]), Whole(sizes.Groups[2]), Whole(sizes.Groups[3]));
            compare.Check("out.eval_batch", Picture.ToBatch(
                Enumerable.Range(0, files.Count).Select(i => transform.Apply(files[i]))));
        }
        compare.Check("out.eval_labels", tensor(files.Labels.Select(label => (long)label).ToArray()));
        foreach (string name in golden.Main.Below("out.resize").ToList())
        {
            var parts = Regex.Match(name, @"^out\.resize(\d+)\.(\w+)$");
            int found = Enumerable.Range(0, files.Count).FirstOrDefault(
                i => Path.GetFileNameWithoutExtension(files.NameOf(i)) == parts.Groups[2].Value, -1);
            if (!parts.Success || found < 0) continue;
            int side = Whole(parts.Groups[1]);
            var picture = files[found];
            // Both exact sides, or the shorter one: the golden tensor shows which.
            bool exact = golden.Main[name].shape[^1] == side && golden.Main[name].shape[^2] == side;
            var (width, height) = exact
                ? (side, side)
                : PictureResize.ShorterSideSize(picture.Width, picture.Height, side);
            var pixels = PictureResize.Resize(picture, width, height);
            compare.Check(name, exact ? pixels.ToTensor() : UnitRange(pixels));
        }
    }

    /// <summary>[3, H, W] in [0, 1], float32: before the original's normalisation.</summary>
    private static Tensor UnitRange(Picture picture)
    {
        using var scope = NewDisposeScope();
        return (tensor(picture.Rgb.ToArray(), [picture.Height, picture.Width, 3]).permute(2, 0, 1).to(float32) / 255)
            .MoveToOuterDisposeScope();
    }

    private static string[] Texts(JsonElement array) =>
        [.. array.EnumerateArray().Select(item => item.GetString()!)];
}

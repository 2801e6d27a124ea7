using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>The cases that look at networks and pictures: outputs, previews, inference.</summary>
public abstract partial class TwoDomainVerifier<TTrainer, TDraws>
{
    /// <summary>Compares the outputs of networks that are lists of stages, model.0, model.1, ….</summary>
    /// <param name="golden">The case.</param>
    /// <param name="compare">Takes the results.</param>
    /// <param name="prefix">In front of the networks' names, for example out.b1.gen_a.</param>
    /// <param name="stages">The outputs of each network by its name, for example dec.</param>
    private protected static void CheckStages(
        GoldenCase golden, GoldenComparison compare, string prefix, Dictionary<string, IReadOnlyList<Tensor>> stages)
    {
        foreach (var (network, outputs) in stages)
        {
            for (int i = 0; i < outputs.Count; i++) compare.CheckIfThere($"{prefix}{network}.model.{i}", outputs[i]);
        }
    }

    /// <summary>Compares a translation, and the 8-bit picture that the original makes of it.</summary>
    private protected static void CheckOutput(GoldenCase golden, GoldenComparison compare, string key, Tensor output)
    {
        compare.CheckIfThere(key, output);
        compare.CheckIfThere($"{key}.u8", Stretched(output), Levels(golden));
    }

    /// <summary>The picture file beside the case, prepared by us, is the input that the original saw.</summary>
    private protected void CheckInput(
        GoldenCase golden, GoldenComparison compare, string name, string file, Tensor expected)
    {
        string path = Path.Combine(golden.Folder, file);
        if (!File.Exists(path) || expected.shape[1] != 3) return;
        var config = ConfigOf(golden);
        var transform = MunitTransform.Inference(config.NewSize ?? config.NewSizeA ?? 256);
        var x = DataCases.Exact(transform.Apply(PictureFile.Load(path), default), golden.Type).unsqueeze(0);
        double difference = x.shape.SequenceEqual(expected.shape)
            ? (x - expected).abs().max().to(float64).item<double>()
            : double.PositiveInfinity;
        compare.CheckThat($"preprocessing.{name}", difference < 1e-6, $"{file}: largest difference {difference:E2}");
    }

    /// <summary>(x + 1) / 2: what the original hands to its picture writer.</summary>
    private protected static Tensor UnitRange(Tensor x) => (x + 1) / 2;

    private void Networks(GoldenCase golden, GoldenComparison compare)
    {
        var config = ConfigOf(golden);
        using var trainer = Start(golden, config);
        using var quiet = no_grad();
        var networks = trainer.NamedNetworks.ToDictionary(entry => entry.Name, entry => entry.Network);
        var tags = golden.Main.All.Keys.Select(name => Regex.Match(name, @"^in\.(.+)\.x_[ab]$"))
            .Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct().ToList();
        var judges = new JudgeCases(golden, compare, config.Discriminator.Scales);
        foreach (string tag in tags)
        {
            using var scope = NewDisposeScope();
            foreach (string domain in new[] { "a", "b" })
            {
                if (!golden.HasInput($"{tag}.x_{domain}")) continue;
                var x = golden.In($"{tag}.x_{domain}");
                CheckGenerator(golden, compare, networks[$"gen_{domain}"], tag, domain, x);
                judges.Verify((MultiScaleDiscriminator)networks[$"dis_{domain}"], tag, domain, x);
            }
            foreach (var (name, value) in Previews(golden, trainer, tag))
                compare.CheckIfThere($"out.{tag}.{name}", value);
        }
    }

    private void Inference(GoldenCase golden, GoldenComparison compare)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var config = ConfigOf(golden);
        var (genA, genB) = Generators(golden, config, Checkpoint(golden, "gen"));
        var image = golden.In("image");
        CheckInput(golden, compare, "in.image", "infer/input.png", image);
        foreach (string name in Texts(golden.Property("cases")))
        {
            bool forward = name.StartsWith("a2b", StringComparison.Ordinal);
            CheckTranslation(golden, compare, forward ? genA : genB, forward ? genB : genA, name, image);
        }
        compare.CheckIfThere("out.input.u8", Stretched(UnitRange(image)), Levels(golden));
        if (golden.Main.Has("out.pt03.output")) CheckOldFile(golden, compare, config, image);
    }

    /// <summary>A file of PyTorch 0.3, whose instance norms stored statistics that nothing used.</summary>
    private void CheckOldFile(GoldenCase golden, GoldenComparison compare, TwoDomainConfig config, Tensor image)
    {
        string path = Directory.EnumerateFiles(golden.PathOf("ckpt_pt03"), "gen_*.pt").Max(StringComparer.Ordinal)!;
        var old = ReadConfig($"{{\"gen\": {golden.Property("pt03_gen").GetRawText()}}}", golden.JsonPath);
        var (genA, genB) = Generators(
            golden, old with { InputChannelsA = config.InputChannelsA, InputChannelsB = config.InputChannelsB }, path);
        compare.Check("out.pt03.output", UnitRange(TranslateOld(golden, genA, genB, image)));
        if (!golden.Json.TryGetProperty("pt03_removed_keys_per_generator", out var removed)) return;
        using var checkpoint = TorchFile.Load(path);
        var report = StateDict.LoadInto(genA, checkpoint["a"].AsStateDict(), path, dropLegacyNormBuffers: true);
        compare.CheckThat("out.pt03.removed_keys", report.Dropped.Order().SequenceEqual(Texts(removed).Order()),
            $"expected {removed.GetArrayLength()} keys to be dropped, got {report.Dropped.Count}");
    }

    private static Tensor Stretched(Tensor unitRange)
    {
        var picture = PictureFile.FromUnitRangeStretched(unitRange);
        return tensor(picture.Rgb.ToArray(), [picture.Height, picture.Width, 3]).permute(2, 0, 1).to(float64);
    }

    /// <summary>In float32 a value on the border between two grey levels may fall on either side.</summary>
    private static GoldenTolerance? Levels(GoldenCase golden) =>
        golden.Type == ScalarType.Float32 ? new GoldenTolerance(1.01 / 255, 1, 1.01) : null;
}

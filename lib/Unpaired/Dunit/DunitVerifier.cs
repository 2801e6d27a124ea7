using System.Text.Json;
using Unpaired.Checkpoints;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Recomputes what the original DRIT and the released DUNIT code computed, and the reference values of this
/// project's own design: every case of the golden data, for any configuration.</summary>
public sealed partial class DunitVerifier : IGoldenVerifier
{
    private readonly TrainingMode mode;
    private readonly Dictionary<string, Action<GoldenCase, GoldenComparison>> checks;

    /// <summary>Checks the faithful mode, whose order of operations is the original's.</summary>
    public DunitVerifier() : this(TrainingMode.Faithful)
    {
    }

    /// <summary>Checks a mode: both compute the same numbers.</summary>
    public DunitVerifier(TrainingMode mode)
    {
        this.mode = mode;
        checks = new Dictionary<string, Action<GoldenCase, GoldenComparison>>
        {
            ["drit"] = CheckTraining,
            ["drit_networks"] = CheckNetworks,
            ["drit_state_dict_names"] = CheckNames,
            ["dunit_design"] = CheckDesign,
            ["dunit_networks"] = CheckReleased,
            ["dunit_losses"] = (golden, compare) => CheckReleasedLosses(golden, compare, golden.Main),
            ["dunit_iou"] = (golden, compare) => CheckReleasedScores(golden, compare, golden.Main),
        };
    }

    /// <inheritdoc/>
    public string System => DunitFiles.System;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Cases => checks.Keys;

    /// <inheritdoc/>
    public IEnumerable<GroupResult> Verify(GoldenCase golden)
    {
        var compare = new GoldenComparison(golden);
        checks[golden.Case](golden, compare);
        return compare.Results();
    }

    /// <summary>The configuration of a case of DRIT: its options, and the widths that were made small.</summary>
    private static DunitConfig ConfigOf(JsonElement config, string source)
    {
        var entries = config.EnumerateObject().Where(entry => entry.Name is "base" or "mlp" or "nz")
            .Concat(config.TryGetProperty("opts", out var options) ? options.EnumerateObject() : []);
        string text = string.Join('\n', entries.Select(entry => $"{entry.Name}: '{entry.Value}'"));
        return DunitConfig.Form.Read(text, source, ignoreUnknown: true) with { HasInstances = false };
    }

    /// <summary>A checkpoint beside a case: its name with .pth or .pt.</summary>
    private static string Checkpoint(GoldenCase golden, string stem)
    {
        string[] names = [$"{stem}.pth", $"{stem}.pt"];
        return names.Select(name => Path.Combine(golden.Folder, name)).FirstOrDefault(File.Exists)
            ?? golden.PathOf(names[0]);
    }

    /// <summary>Every network alone, with the weights of the checkpoints beside the case.</summary>
    private static void CheckNetworks(GoldenCase golden, GoldenComparison compare)
    {
        var files = golden.Main.Below("in.").Select(name => name["in.".Length..].Split('.')[0]).Distinct();
        foreach (string file in files.ToList())
        {
            using var scope = NewDisposeScope();
            using var root = TorchFile.Load(Checkpoint(golden, file));
            using var networks = new DunitNetworks(DunitConfig.OfCheckpoint(root), null, golden.Type, CPU);
            foreach (var (name, network) in networks.Named)
                StateDict.LoadInto(network, root[name].AsStateDict(), $"{root.File}: {name}");
            networks.CompleteOriginalLoad();
            using var quiet = no_grad();
            CheckNetworks(golden, compare, networks, file);
        }
    }

    private static void CheckNetworks(
        GoldenCase golden, GoldenComparison compare, DunitNetworks networks, string file)
    {
        Tensor In(string name) => golden.In($"{file}.{name}");
        void Check(string name, Tensor actual) => compare.CheckIfThere($"out.{file}.{name}", actual);
        networks.Train(false);
        Check("enc_c.eval.a", networks.Content.Encode(In("xa"), Domain.A));
        Check("enc_c.eval.b", networks.Content.Encode(In("xb"), Domain.B));
        Tensor?[] codes = [.. new[] { (In("xa"), Domain.A), (In("xb"), Domain.B) }
            .Select(entry => networks.Attribute.Encode(entry.Item1, entry.Item2))
            .SelectMany(code => code.LogVariance is null ? (Tensor?[])[code.Mean] : [code.Mean, code.LogVariance])];
        for (int i = 0; i < codes.Length; i++) Check($"enc_a.{i}", codes[i]!);
        Check("gen.a", networks.Painter.Decode(In("content"), In("z"), Domain.A));
        Check("gen.b", networks.Painter.Decode(In("content"), In("z"), Domain.B));
        foreach (string state in new[] { "eval", "train" })
        {
            networks.Train(state == "train");
            for (int judge = 0; judge < networks.Judges.Count; judge++)
            {
                string name = DunitNetworks.JudgeNames[judge];
                if (!golden.Main.Below($"out.{file}.{name}.").Any()) continue;
                var scores = networks.Judges[judge].Scores(In("image"));
                for (int i = 0; i < scores.Count; i++) Check($"{name}.{state}.{i}", scores[i]);
            }
        }
        var (contentA, contentB) = new DunitForward(networks, new TapeDraws(In("noise_tape")).Next)
            .Contents(In("xa"), In("xb"));
        Check("enc_c.train.a", contentA);
        Check("enc_c.train.b", contentB);
    }

    /// <summary>Names and shapes at the published size.</summary>
    private static void CheckNames(GoldenCase golden, GoldenComparison compare)
    {
        foreach (var configuration in golden.Json.EnumerateObject())
        {
            if (configuration.Name == "golden" || configuration.Value.ValueKind != JsonValueKind.Object) continue;
            bool Says(string word) => configuration.Name.Contains(word, StringComparison.Ordinal);
            var config = DunitConfig.Drit with
            {
                Concatenates = !Says("featurewise"),
                DiscriminatorScales = Says("single_scale") ? 1 : DunitConfig.Drit.DiscriminatorScales,
                SpectralNorm = Says("spectral"),
            };
            foreach (var entry in configuration.Value.EnumerateObject())
            {
                using var network = DunitNetworks.Create(entry.Name, config);
                CheckNames(compare, $"{configuration.Name}.{entry.Name}", entry.Value, network);
            }
        }
    }

    private static void CheckNames(
        GoldenComparison compare, string title, JsonElement expected, nn.Module? network)
    {
        if (!compare.CheckThat($"names.{title}", network is not null, "no such network is known here")) return;
        var own = StateDict.Of(network!).ToDictionary(entry => entry.Key, entry => entry.Value.shape);
        foreach (var entry in expected.EnumerateObject())
        {
            long[] wanted = [.. entry.Value.EnumerateArray().Select(side => side.GetInt64())];
            compare.CheckThat(
                $"names.{title}.{entry.Name}",
                own.Remove(entry.Name, out long[]? shape) && shape.SequenceEqual(wanted),
                $"expected {Text.Shape(wanted)}; got {(shape is null ? "none" : Text.Shape(shape))}");
        }
        compare.CheckThat(
            $"names.{title}.others", own.Count == 0, $"not in the file: {string.Join(", ", own.Keys)}");
    }

    /// <summary>Recorded draws: maps from a tape that is read in a circle, vectors one after the other.</summary>
    private sealed class TapeDraws(Tensor tape, IEnumerable<Tensor>? vectors = null)
    {
        private readonly Queue<Tensor> vectors = new(vectors ?? []);
        private long position;

        internal Tensor Next(params long[] shape)
        {
            if (shape.Length == 2) return vectors.Dequeue().view(shape);
            long count = shape.Aggregate(1L, (a, b) => a * b);
            using TorchSharp.Scalar from = position, to = position + count, length = tape.numel();
            position += count;
            return tape.index_select(0, arange(from, to, dtype: int64).remainder(length)).view(shape);
        }
    }
}

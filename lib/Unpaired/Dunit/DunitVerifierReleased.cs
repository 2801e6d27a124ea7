using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Detection;
using Unpaired.Layers;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>The released DUNIT code's networks, losses and box scores; the reference values of the design.</summary>
public sealed partial class DunitVerifier
{
    private static void CheckReleased(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        var config = golden.Config;
        long Number(string name, long otherwise) => config.TryGetProperty(name, out var value)
            ? value.GetInt64() : otherwise;
        var sizes = new ReleasedSizes(
            Number("B", 64), Number("nb_domains", 2), Number("S", 216), Number("disc_size", 216),
            (int)Number("ms_scales", 3), config.TryGetProperty("sn", out var spectral) && spectral.GetBoolean());
        using var root = TorchFile.Load(
            Checkpoint(golden, Path.GetFileNameWithoutExtension(golden.JsonPath)));
        foreach (string name in root.Keys.ToList())
        {
            using var network = ReleasedNetwork.Create(name, sizes);
            if (!compare.CheckThat($"network.{name}", network is not null, "no such network is known here")) continue;
            StateDict.LoadInto(network!, root[name].AsStateDict(), $"{root.File}: {name}");
            TorchSharp.ModuleExtensionMethods.to(network!, golden.Type);
            network!.KeepState();
            CheckReleased(golden, compare, network!, name);
        }
        foreach (var file in golden.Files)
        {
            if (file.Part.EndsWith("losses", StringComparison.Ordinal)) CheckReleasedLosses(golden, compare, file);
            if (file.Part.EndsWith("iou", StringComparison.Ordinal)) CheckReleasedScores(golden, compare, file);
        }
    }

    private static void CheckReleased(
        GoldenCase golden, GoldenComparison compare, ReleasedNetwork network, string name)
    {
        var arguments = new List<Tensor>();
        for (int i = 0; golden.HasInput($"{name}.{i}"); i++)
            arguments.Add(golden.In($"{name}.{i}").requires_grad_(i == 0));
        var noise = golden.HasInput($"{name}.noise0") ? golden.In($"{name}.noise0") : null;
        network.eval();
        using (no_grad())
        {
            if (golden.Main.Has($"out.{name}.eval"))
                compare.Check($"out.{name}.eval", network.Run(arguments, null)[0]);
        }
        network.train();
        var outputs = network.Run(arguments, noise);
        Tensor? loss = null;
        for (int i = 0; i < outputs.Count; i++)
        {
            compare.CheckIfThere($"out.{name}.{i}", outputs[i]);
            if (!golden.HasInput($"{name}.cotangent{i}")) continue;
            var part = (outputs[i] * golden.In($"{name}.cotangent{i}")).sum();
            loss = loss is null ? part : loss + part;
        }
        if (loss is null) return;
        compare.CheckIfThere($"loss.{name}", loss);
        loss.backward();
        var own = network.named_parameters().Where(entry => golden.Main.Has($"grad.{name}.{entry.name}")).ToList();
        double largest = own.Count == 0 ? 0
            : own.Max(entry => golden.Main[$"grad.{name}.{entry.name}"].abs().max().item<double>());
        var tolerance = golden.Type != ScalarType.Float32 ? null : GoldenTolerance.Single with
        {
            Absolute = Math.Max(GoldenTolerance.Single.Absolute, Noise * largest),
        };
        foreach (var (key, parameter) in own)
            compare.Check($"grad.{name}.{key}", parameter.grad ?? zeros_like(parameter), tolerance);
        var gradient = arguments[0].grad!;
        compare.CheckIfThere($"grad.in.{name}.0", gradient, tolerance);
        foreach (string full in golden.Main.Below($"grad.in.{name}.0.strided").ToList())
        {
            long every = long.Parse(
                Regex.Match(full, @"(\d+)$").Value, global::System.Globalization.CultureInfo.InvariantCulture);
            var kept = TensorIndex.Slice(step: every);
            compare.Check(full, gradient[TensorIndex.Ellipsis, kept, kept], tolerance);
        }
    }

    private static void CheckReleasedLosses(GoldenCase golden, GoldenComparison compare, GoldenTensors file)
    {
        var config = golden.Config;
        string[] domains = [.. config.GetProperty("domains").EnumerateArray().Select(name => name.GetString()!)];
        var weights = config.GetProperty("loss_weights");
        foreach (string name in file.Below("loss.").ToList())
        {
            using var scope = NewDisposeScope();
            string kind = name["loss.".Length..];
            var inputs = file.Below("in.").ToDictionary(
                full => full["in.".Length..], full => file[full].to(golden.Type).detach().clone().requires_grad_(true));
            var losses = new ReleasedLosses(
                domains, key => inputs[key], key => weights.GetProperty($"{key}_loss_weight").GetDouble());
            var loss = kind switch
            {
                "generator" => losses.Generator(concatenates: false),
                "generator_concat" => losses.Generator(concatenates: true),
                "discriminator" => losses.Discriminator(),
                "content_discriminator" => losses.ContentDiscriminator(),
                _ => null,
            };
            if (loss is null) continue;
            compare.Check(file, name, loss);
            loss.backward();
            foreach (string full in file.Below($"grad.{kind}.").ToList())
            {
                var input = inputs[full[$"grad.{kind}.".Length..]];
                compare.Check(file, full, input.grad ?? zeros_like(input));
            }
        }
    }

    private static void CheckReleasedScores(GoldenCase golden, GoldenComparison compare, GoldenTensors file)
    {
        foreach (string full in file.Below("out.").ToList())
        {
            string[] parts = full.Split('.');
            if (parts[1] == "later")
            {
                if (Later(file, full) is { } later) compare.Check(file, full, [later]);
                continue;
            }
            var found = BoxesOf(file[$"in.{parts[1]}.prediction"]);
            var wanted = BoxesOf(file[$"in.{parts[1]}.ground_truth"]);
            compare.Check(file, full, [ReleasedBoxScores.Score(
                found, wanted, generalized: parts[2] == "giou", areaNormalised: parts.Length > 3)]);
        }
        var predictions = Pictures("prediction");
        var references = Pictures("ground_truth");
        foreach (string full in file.Below("loss.").ToList())
        {
            string[] parts = full.Split('.');
            if (!Enum.TryParse(parts[2], ignoreCase: true, out LossReduction reduction)) continue;
            compare.Check(file, full, ReleasedBoxScores.Loss(predictions, references, parts[1] == "giou", reduction));
        }
        if (golden.Json.TryGetProperty("raises", out var raises))
        {
            foreach (var entry in raises.EnumerateObject())
                CheckRaises(file, compare, entry.Name, predictions, references);
        }

        List<IReadOnlyList<PictureBox>> Pictures(string side)
        {
            var all = new List<IReadOnlyList<PictureBox>>();
            for (int i = 0; file.Has($"in.loss.image{i}.{side}.boxes"); i++)
                all.Add(BoxesOf(file[$"in.loss.image{i}.{side}.boxes"], file[$"in.loss.image{i}.{side}.labels"]));
            return all;
        }
    }

    /// <summary>What raises an error there raises one here.</summary>
    private static void CheckRaises(
        GoldenTensors file, GoldenComparison compare, string name, List<IReadOnlyList<PictureBox>> predictions,
        List<IReadOnlyList<PictureBox>> references)
    {
        string[] parts = name.Split('.');
        bool generalized = parts[1] == "giou";
        bool raised = false;
        try
        {
            if (parts[0] == "loss") ReleasedBoxScores.Loss(predictions, references, generalized);
            else if (file.Has($"in.{parts[0]}.prediction"))
                ReleasedBoxScores.Score(
                    BoxesOf(file[$"in.{parts[0]}.prediction"]), BoxesOf(file[$"in.{parts[0]}.ground_truth"]),
                    generalized, parts.Length > 2);
        }
        catch (ArgumentException)
        {
            raised = true;
        }
        compare.CheckThat($"raises.{name}", raised, "expected an error; got a number");
    }

    private static double? Later(GoldenTensors file, string full)
    {
        var words = Regex.Match(full, @"multibox_(\w)iou\((\w+),(\w+)\)$|multibox_(iou)\((\w+),(\w+)\)$");
        if (!words.Success) return null;
        bool plain = words.Groups[4].Success;
        var agreement = plain ? BoxAgreement.Iou : words.Groups[1].Value switch
        {
            "g" => BoxAgreement.Generalized,
            "d" => BoxAgreement.Distance,
            "c" => BoxAgreement.Complete,
            _ => BoxAgreement.Full,
        };
        var (first, second) = (words.Groups[plain ? 5 : 2].Value, words.Groups[plain ? 6 : 3].Value);
        return ReleasedBoxScores.LaterScore(
            BoxesOf(file[$"in.later.{first}"]), BoxesOf(file[$"in.later.{second}"]), agreement);
    }

    private static List<PictureBox> BoxesOf(Tensor boxes, Tensor? labels = null)
    {
        double[] sides = boxes.ToDoubles();
        long[] classes = labels?.ToLongs() ?? new long[sides.Length / 4];
        return
        [
            .. classes.Select((label, i) => new PictureBox(
                (int)label, sides[4 * i], sides[4 * i + 1], sides[4 * i + 2], sides[4 * i + 3])),
        ];
    }
}

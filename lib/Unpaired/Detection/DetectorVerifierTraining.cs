using System.Globalization;
using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Whole detectors: evaluation with what lies between, one step, twenty steps.</summary>
public sealed partial class DetectorVerifier
{
    private static void Evaluate(GoldenCase golden, GoldenComparison compare, FasterRcnn network)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var freed = network;
        network.eval();
        var results = new Dictionary<string, Tensor>();
        var prepared = network.Prepare(Pictures(golden));
        results["image_sizes"] = Sizes(prepared.Sizes);
        results["padded_size"] = tensor(prepared.Pictures.shape);
        var maps = network.Backbone.Maps(prepared.Pictures);
        for (int i = 0; i < maps.Count; i++) results[$"features.{(i == maps.Count - 1 ? "pool" : $"{i}")}"] = maps[i];
        var head = network.Proposals.Head(maps);
        for (int i = 0; i < maps.Count; i++)
            (results[$"rpn_logits.{i}"], results[$"rpn_deltas.{i}"]) = (head.Logits[i], head.Deltas[i]);
        var proposals = network.Proposals.Propose(head, network.Proposals.Anchors(prepared, maps), prepared.Sizes);
        for (int i = 0; i < proposals.Count; i++) results[$"proposals{i}"] = proposals[i];
        var features = network.Heads.Pool(maps, proposals, prepared.Sizes);
        results["roi_features"] = features;
        var (logits, deltas) = network.Heads.Predict(features);
        (results["class_logits"], results["box_regression"]) = (logits, deltas);
        var detections = network.Heads.Detect(logits, deltas, proposals, prepared.Sizes);
        for (int i = 0; i < detections.Count; i++)
        {
            var found = FasterRcnn.Restored(detections[i], prepared, i);
            (results[$"det{i}.boxes"], results[$"det{i}.labels"], results[$"det{i}.scores"]) =
                (found.Boxes, found.Labels, found.Scores);
        }
        CheckParts(golden, compare, results);
        // The public way gives the same, and leaves the mode as it was.
        network.train();
        var whole = network.Detect(Pictures(golden));
        compare.CheckThat(
            "detect.same",
            network.training && whole.Zip(detections).All(pair => pair.First.Scores.Equals(pair.Second.Scores)),
            "Detect differs from its parts");
    }

    /// <summary>Compares results with out.eval.NAME, out.eval.NAME.stridedK and out.eval.NAME.firstK.</summary>
    private static void CheckParts(GoldenCase golden, GoldenComparison compare, Dictionary<string, Tensor> results)
    {
        foreach (string name in golden.Main.Below("out.eval."))
        {
            var match = Regex.Match(name, @"^out\.eval\.(.+?)(?:\.(strided|first)(\d+))?$");
            if (!results.TryGetValue(match.Groups[1].Value, out var value)) continue;
            long number = match.Groups[3].Success ? long.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) : 1;
            value = match.Groups[2].Value switch
            {
                "strided" => value.index(
                    TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: number),
                    TensorIndex.Slice(step: number)),
                "first" => value.narrow(0, 0, Math.Min(number, value.shape[0])),
                _ => value,
            };
            compare.Check(name, value);
        }
    }

    private static void Train(GoldenCase golden, GoldenComparison compare, DetectorTrainer trainer)
    {
        using var scope = NewDisposeScope();
        var network = trainer.Network;
        var pictures = Pictures(golden).Select(picture => picture.detach().requires_grad_(true)).ToList();
        var draws = new RecordedDraws(golden, golden.Main, "in.train.");
        SampledProposals? sampled = null;
        network.train();
        var losses = network.Losses(pictures, Targets(golden), draws, look =>
            sampled = look with { Proposals = [.. look.Proposals.Select(boxes => boxes.DetachFromDisposeScope())] });
        for (int i = 0; i < sampled!.Proposals.Count; i++)
            compare.CheckIfThere($"out.train.sampled_proposals{i}", sampled.Proposals[i]);
        var total = CheckLosses(compare, losses, "loss.");
        total.backward();
        compare.CheckThat("draws.count", draws.Mistake is null, draws.Mistake ?? "");
        foreach (var (name, parameter) in trainer.Trained)
            compare.CheckIfThere($"grad.{name}", parameter.grad ?? zeros_like(parameter));
        for (int i = 0; i < pictures.Count; i++)
            compare.CheckIfThere($"grad.in.image{i}", pictures[i].grad ?? zeros_like(pictures[i]));
        CheckUpdated(golden, compare, trainer);
    }

    /// <summary>The state after the trainer's own step from the same start.</summary>
    private static void CheckUpdated(GoldenCase golden, GoldenComparison compare, DetectorTrainer trainer)
    {
        if (!golden.Main.Below("after1.").Any()) return;
        // The backward pass above changed batch statistics, if there are any: begin again.
        trainer.LoadWeights(Weights(golden));
        trainer.Step(Pictures(golden), Targets(golden), new RecordedDraws(golden, golden.Main, "in.train."));
        foreach (var (name, value) in StateDict.Of(trainer.Network))
        {
            string expected = $"after1.{name}";
            if (!golden.Main.Has(expected)) continue;
            compare.Check(expected, golden.Type == ScalarType.Float32 ? Forgiven(golden, name, value, trainer) : value);
        }
    }

    /// <summary>
    /// Adam's first step is the rate times the sign of the gradient. In float32 that sign is chance where the gradient
    /// is rounding noise beside its largest element, so there two steps apart still count as equal.
    /// </summary>
    private static Tensor Forgiven(GoldenCase golden, string name, Tensor value, DetectorTrainer trainer)
    {
        if (!golden.Main.Has($"grad.{name}") || trainer.Config.Optimizer != DetectorOptimizerKind.Adam) return value;
        var (expected, gradient) = (golden.Main[$"after1.{name}"], golden.Main[$"grad.{name}"].abs());
        double noise = 1e-9 + 1e-4 * gradient.max().item<double>();
        var actual = value.detach().to(float64);
        var chance = gradient.IsBelow(noise)
            .logical_and((actual - expected).abs().IsBelow(2.1 * trainer.Config.LearningRate));
        return where(chance, expected, actual);
    }

    private static void TrainWithEmpty(
        GoldenCase golden, GoldenComparison compare, DetectorConfig config, string weights)
    {
        using var scope = NewDisposeScope();
        using var network = Network(golden, config, weights);
        network.train();
        var targets = Targets(golden);
        targets[0] = new DetectionTarget(zeros(0, 4, dtype: golden.Type), zeros(0, dtype: int64));
        var losses = network.Losses(Pictures(golden), targets, new RecordedDraws(golden, golden.Main, "in.empty."));
        CheckLosses(compare, losses, "loss.empty.");
    }

    private static void Trajectory(
        GoldenCase golden, GoldenComparison compare, DetectorConfig config, string weights)
    {
        using var scope = NewDisposeScope();
        var file = golden.Trajectory;
        using var trainer = Trainer(golden, config, weights);
        var (pictures, targets) = (Pictures(golden), Targets(golden));
        var recorded = new Dictionary<string, List<double>>();
        for (int i = 0; file.Below($"in.iter{i:D2}.").Any(); i++)
        {
            foreach (var loss in trainer.Step(pictures, targets, new RecordedDraws(golden, file, $"in.iter{i:D2}.")))
            {
                string name = loss.Name == "total" ? "loss.total" : $"loss.loss_{loss.Name}";
                if (!recorded.TryGetValue(name, out var values)) recorded[name] = values = [];
                values.Add(loss.Value);
            }
        }
        foreach (var (name, values) in recorded)
        {
            if (file.Has(name)) compare.Check(file, name, [.. values]);
        }
        var state = StateDict.Of(trainer.Network);
        foreach (string name in file.Expected.Where(n => n.StartsWith("after", StringComparison.Ordinal)).ToList())
        {
            string parameter = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            if (state.TryGetValue(parameter, out var value))
                compare.Check(file, name, value);
        }
    }

    private static Tensor CheckLosses(GoldenComparison compare, DetectorLosses losses, string prefix)
    {
        foreach (var part in losses.Parts) compare.CheckIfThere($"{prefix}loss_{part.Name}", part.Value);
        var total = Training.LossPart.Total(losses.Parts);
        compare.CheckIfThere($"{prefix}total", total);
        return total;
    }

    private static List<Tensor> Pictures(GoldenCase golden) =>
        [.. Enumerable.Range(0, 1000).Select(i => $"image{i}").TakeWhile(golden.HasInput).Select(golden.In)];

    private static List<DetectionTarget> Targets(GoldenCase golden) =>
    [
        .. Enumerable.Range(0, 1000).Select(i => $"target{i}").TakeWhile(name => golden.HasInput($"{name}.boxes"))
            .Select(name => new DetectionTarget(golden.In($"{name}.boxes"), golden.In($"{name}.labels"))),
    ];

    private static Tensor Sizes(IReadOnlyList<(long Height, long Width)> sizes) =>
        tensor(sizes.SelectMany(size => new[] { size.Height, size.Width }).ToArray(), [sizes.Count, 2]);

    /// <summary>The permutations that the original drew, in the order of its calls.</summary>
    private sealed class RecordedDraws(GoldenCase golden, GoldenTensors file, string prefix) : IDetectorDraws
    {
        private int next;

        /// <summary>What was drawn otherwise than recorded; null if nothing.</summary>
        public string? Mistake { get; private set; }

        public int Choose(int count) => count - 1;

        public Tensor Permutation(long count)
        {
            string name = $"{prefix}perm{next++}";
            if (file.Has($"{name}.count") && file[$"{name}.count"].ToLongs()[0] is var recorded && recorded != count)
                Mistake ??= $"{golden.Name}: {name}: the original permuted {recorded}, here it is {count}";
            return file[name].alias();
        }
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>The cases that train: one iteration, twenty, two after a resume, and learning rates.</summary>
public abstract partial class TwoDomainVerifier<TTrainer, TDraws>
{
    private void OneIteration(GoldenCase golden, GoldenComparison compare)
    {
        using var trainer = Start(golden, ConfigOf(golden));
        Iterate(golden, compare, trainer);
        CheckUpdated(golden, compare, trainer);
        if (golden.Main.Has("out.lr")) compare.Check("out.lr", trainer.LearningRate);
        // A case with a trajectory or resume file but no JSON file of its own for it.
        if (golden.Files.Any(file => file.Part == "trajectory")) Trajectory(golden, compare, golden.Trajectory);
        if (golden.Files.Any(file => file.Part == "resume")) Resume(golden, compare, golden.Resume);
    }

    private void PerceptualIteration(GoldenCase golden, GoldenComparison compare)
    {
        var named = Regex.Match(StartOf(golden), @"[\w./-]*(?=models/vgg16\.weight)");
        string folder = named.Success
            ? golden.PathOf(named.Value.Length == 0 ? "." : named.Value)
            : Directory.GetParent(Directory.EnumerateFiles(
                golden.Folder, "vgg16.weight", SearchOption.AllDirectories).First())!.Parent!.FullName;
        using var trainer = Start(golden, ConfigOf(golden) with { VggModelPath = folder });
        using var scope = NewDisposeScope();
        foreach (string name in golden.Main.Expected.ToList())
        {
            string[] parts = name.Split('.');
            if (parts is ["out", "vgg_preprocess" or "vgg_features" or "vgg_features_normed", var input])
            {
                var prepared = PerceptualLoss.Prepare(golden.In(input));
                compare.Check(name, parts[1] switch
                {
                    "vgg_preprocess" => prepared,
                    "vgg_features" => trainer.Vgg!.call(prepared),
                    _ => InstanceNorm.Normalize(trainer.Vgg!.call(prepared)),
                });
            }
            if (Regex.Match(name, @"^loss\.vgg\.(\w+)_vs_(\w+)$") is { Success: true } pair)
                compare.Check(name, PerceptualLoss.Between(
                    trainer.Vgg!, golden.In(pair.Groups[1].Value), golden.In(pair.Groups[2].Value)));
        }
        Iterate(golden, compare, trainer);
        if (golden.Main.Has("out.grad_l2"))
        {
            var order = Texts(golden.Property("parameter_order"));
            compare.Check(golden.Main, "out.grad_l2", [.. order.Select(name => Norm(Gradient(trainer, name)))]);
        }
        CheckUpdated(golden, compare, trainer);
        if (golden.Main.Has("out.lr")) compare.Check("out.lr", trainer.LearningRate);
    }

    /// <summary>One whole iteration with the drawn codes of the case; compares losses and gradients on the
    /// way.</summary>
    private void Iterate(GoldenCase golden, GoldenComparison compare, TTrainer trainer)
    {
        using var scope = NewDisposeScope();
        var (xA, xB) = (golden.In("x_a"), golden.In("x_b"));
        var draws = DrawsOf(golden.In);
        trainer.StepSchedules();
        var losses = trainer.UpdateDiscriminators(xA, xB, draws);
        CheckGradients(golden, compare, trainer, "grad.dis_");
        losses = [.. losses, .. trainer.UpdateGenerators(xA, xB, draws, losses)];
        CheckGradients(golden, compare, trainer, "grad.gen_");
        foreach (var loss in losses)
        {
            if (golden.Main.Has($"loss.{loss.Name}")) compare.Check($"loss.{loss.Name}", loss.Value);
        }
    }

    private static void CheckGradients(GoldenCase golden, GoldenComparison compare, TTrainer trainer, string prefix)
    {
        var known = State(trainer);
        foreach (string name in golden.Main.Below(prefix))
        {
            string parameter = name["grad.".Length..];
            if (known.ContainsKey(parameter)) compare.Check(name, Gradient(trainer, parameter));
        }
    }

    /// <summary>Parameters and buffers after the iteration.</summary>
    private static void CheckUpdated(GoldenCase golden, GoldenComparison compare, TTrainer trainer)
    {
        var state = State(trainer);
        foreach (string name in golden.Main.Below("after1."))
        {
            using var scope = NewDisposeScope();
            string own = name["after1.".Length..];
            if (state.TryGetValue(own, out var value))
                compare.Check(name, golden.Type == ScalarType.Float32
                    ? Forgiven(golden, own, value, trainer.LearningRate)
                    : value);
        }
    }

    /// <summary>
    /// Adam's first step is the learning rate times the sign of the gradient. In float32 that sign is chance where the
    /// gradient is rounding noise
    /// beside its largest element, so there two steps apart still count as equal.
    /// </summary>
    private static Tensor Forgiven(GoldenCase golden, string parameter, Tensor value, double learningRate)
    {
        if (!golden.Main.Has($"grad.{parameter}")) return value;
        var (expected, gradient) = (golden.Main[$"after1.{parameter}"], golden.Main[$"grad.{parameter}"].abs());
        double noise = 1e-9 + 1e-4 * gradient.max().item<double>();
        var actual = value.detach().to(float64);
        var chance = gradient.lt(noise).logical_and((actual - expected).abs().lt(2.1 * learningRate));
        return where(chance, expected, actual);
    }

    private static Tensor Gradient(TTrainer trainer, string name)
    {
        var parameter = State(trainer)[name];
        return parameter.grad ?? zeros_like(parameter);
    }

    private void Trajectory(GoldenCase golden, GoldenComparison compare, GoldenTensors file)
    {
        using var trainer = Start(golden, ConfigOf(golden));
        using var scope = NewDisposeScope();
        Tensor In(string name) => file[$"in.{name}"].to(golden.Type);
        var (poolA, poolB) = (In("x_a"), In("x_b"));
        long iterations = file["in.index_a"].shape[0];
        var recorded = new Dictionary<string, List<double>>();
        var rates = new List<double>();
        for (long i = 0; i < iterations; i++)
        {
            using var inner = NewDisposeScope();
            var draws = DrawsOf(name => In(name)[i]);
            var losses = trainer.Step(
                poolA.index_select(0, file["in.index_a"][i]), poolB.index_select(0, file["in.index_b"][i]), draws);
            foreach (var loss in losses)
            {
                if (!recorded.TryGetValue(loss.Name, out var values)) recorded[loss.Name] = values = [];
                values.Add(loss.Value);
            }
            rates.Add(trainer.LearningRate);
        }
        foreach (var (name, values) in recorded)
        {
            if (file.Has($"loss.{name}")) compare.Check(file, $"loss.{name}", [.. values]);
        }
        if (file.Has("out.lr")) compare.Check(file, "out.lr", [.. rates]);
        CheckParameters(golden, compare, file, trainer);
    }

    private void Resume(GoldenCase golden, GoldenComparison compare, GoldenTensors file)
    {
        using var trainer = NewTrainer(ConfigOf(golden), golden.Type);
        using var scope = NewDisposeScope();
        Tensor In(string name) => file[$"in.{name}"].to(golden.Type);
        trainer.ResumeOriginal(Path.GetDirectoryName(Checkpoint(golden, "gen"))!);
        if (file.Has("out.resumed_iteration")) compare.Check(file, "out.resumed_iteration", [trainer.Iteration]);
        var rates = new List<double>();
        for (int i = 0; file.Below($"in.{i}.").Any(); i++)
        {
            int at = i;
            using var inner = NewDisposeScope();
            var draws = DrawsOf(name => In($"{at}.{name}"));
            foreach (var loss in trainer.Step(In("x_a"), In("x_b"), draws))
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"loss.{i}.{loss.Name}");
                if (file.Has(name)) compare.Check(file, name, [loss.Value]);
            }
            rates.Add(trainer.LearningRate);
        }
        if (file.Has("out.lr")) compare.Check(file, "out.lr", [.. rates]);
        CheckParameters(golden, compare, file, trainer);
    }

    /// <summary>Norm and sum of every parameter, in the order that the JSON file lists.</summary>
    private static void CheckParameters(
        GoldenCase golden, GoldenComparison compare, GoldenTensors file, TTrainer trainer)
    {
        if (!file.Has("out.l2") && !file.Has("out.sum")) return;
        var order = Texts(golden.Property("parameter_order"));
        string[] own = [.. trainer.ParameterNames()];
        int same = own.Zip(order).TakeWhile(pair => pair.First == pair.Second).Count();
        compare.CheckThat("order.parameters", own.SequenceEqual(order),
            $"expected {order.Length} parameters in the original's order; first difference at {same}");
        var state = State(trainer);
        if (file.Has("out.l2")) compare.Check(file, "out.l2", [.. order.Select(name => Norm(state[name]))]);
        if (file.Has("out.sum"))
            compare.Check(
                file, "out.sum", [.. order.Select(name => state[name].detach().to(float64).sum().item<double>())]);
    }

    private static double Norm(Tensor tensor) => tensor.detach().to(float64).norm().item<double>();
}

using Unpaired.Checkpoints;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>The case main: networks, losses, gradients, one iteration, a resumed one and twenty.</summary>
public sealed partial class FunitVerifier
{
    private static readonly (string Golden, string Own)[] LossNames =
    [
        ("dis.total", "dis_total"), ("dis.fake_adv", "dis_fake_adv"), ("dis.real_adv", "dis_real_adv"),
        ("dis.reg", "dis_reg"), ("dis.accuracy", "accuracy_dis_adv"), ("gen.total", "gen_total"),
        ("gen.adv", "gen_adv"), ("gen.recon_x", "gen_recon_x"), ("gen.recon_c", "gen_recon_c"),
        ("gen.recon_s", "gen_recon_s"), ("gen.accuracy", "accuracy_gen_adv"),
    ];

    private void Main(GoldenCase golden, GoldenComparison compare)
    {
        using (var trainer = Start(golden))
        {
            using var scope = NewDisposeScope();
            CheckNetworks(golden, compare, trainer);
            CheckPenalty(golden, compare, trainer);
            Iterate(golden, compare, trainer);
        }
        CheckFiles(golden, compare);
        if (golden.Files.Any(file => file.Part == "resume")) Resume(golden, compare);
        if (golden.Files.Any(file => file.Part == "trajectory")) Trajectory(golden, compare, golden.Trajectory);
    }

    private static FunitPictures Batch(FunitTrainer trainer, Func<string, Tensor> input) =>
        trainer.Checked(input("xa"), input("la"), input("xb"), input("lb"));

    /// <summary>R1 by itself and its gradients, both without the factor 10.</summary>
    private static void CheckPenalty(GoldenCase golden, GoldenComparison compare, FunitTrainer trainer)
    {
        using var scope = NewDisposeScope();
        trainer.DiscriminatorOptimizer.ZeroGradients();
        var x = golden.In("xb").detach().requires_grad_(true);
        var response = trainer.Discriminator.Judge(x, golden.In("lb")).Response;
        var gradient = autograd.grad([response.mean()], [x], retain_graph: true)[0];
        compare.CheckIfThere("out.dis.grad_mean_resp_wrt_input", gradient);
        var penalty = FunitLosses.GradientPenalty(response, x);
        penalty.backward();
        compare.CheckIfThere("loss.dis.reg_alone", penalty);
        CheckGradients(golden, compare, trainer, "grad_reg.");
    }

    /// <summary>One whole iteration; losses, gradients and weights behind it.</summary>
    private static void Iterate(GoldenCase golden, GoldenComparison compare, FunitTrainer trainer)
    {
        using var scope = NewDisposeScope();
        var pictures = Batch(trainer, golden.In);
        var losses = trainer.UpdateDiscriminator(pictures);
        CheckGradients(golden, compare, trainer, "grad.dis.");
        losses = [.. losses, .. trainer.UpdateGenerator(pictures, losses)];
        trainer.UpdateAverage();
        CheckGradients(golden, compare, trainer, "grad.gen.");
        foreach (var (name, own) in LossNames)
        {
            if (golden.Main.Has($"loss.{name}"))
                compare.Check($"loss.{name}", losses.Single(loss => loss.Name == own).Value);
        }
        CheckUpdated(golden, compare, golden.Main, trainer);
    }

    private static Dictionary<string, Tensor> State(FunitTrainer trainer) =>
        new (string Name, nn.Module Network)[]
        {
            ("gen", trainer.Generator), ("gen_test", trainer.AveragedGenerator), ("dis", trainer.Discriminator),
        }
        .SelectMany(entry => PairWeights.Named(entry.Network, $"{entry.Name}."))
        .ToDictionary(entry => entry.Key, entry => entry.Value);

    private static void CheckGradients(
        GoldenCase golden, GoldenComparison compare, FunitTrainer trainer, string prefix)
    {
        var state = State(trainer);
        foreach (string name in golden.Main.Below(prefix))
        {
            // A bias that the penalty does not reach has no gradient, the original's is 0.
            if (state.TryGetValue(name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..], out var parameter))
                compare.Check(name, parameter.grad ?? zeros_like(parameter));
        }
    }

    private static void CheckUpdated(
        GoldenCase golden, GoldenComparison compare, GoldenTensors file, FunitTrainer trainer)
    {
        var state = State(trainer);
        foreach (string name in file.Below("after1."))
        {
            using var scope = NewDisposeScope();
            if (state.TryGetValue(name["after1.".Length..], out var value))
                compare.Check(file, name, golden.Type == ScalarType.Float32
                    ? Forgiven(golden, file, name, value, trainer)
                    : value);
        }
    }

    /// <summary>
    /// RMSprop's first step is ten learning rates times the sign of the gradient. In float32 that sign is chance where
    /// the gradient is rounding noise beside its largest element, so there two such steps apart still count as equal.
    /// </summary>
    private static Tensor Forgiven(
        GoldenCase golden, GoldenTensors file, string name, Tensor value, FunitTrainer trainer)
    {
        string own = name["after1.".Length..];
        string gradientName = "grad." + own.Replace("gen_test.", "gen.", StringComparison.Ordinal);
        if (!golden.Main.Has(gradientName)) return value;
        var optimizer = own.StartsWith("dis.", StringComparison.Ordinal)
            ? trainer.DiscriminatorOptimizer
            : trainer.GeneratorOptimizer;
        var (expected, gradient) = (file[name], golden.Main[gradientName].abs());
        double noise = 1e-9 + 1e-4 * gradient.max().item<double>();
        double largestStep = optimizer.LearningRate / Math.Sqrt(1 - optimizer.Alpha);
        var actual = value.detach().to(float64);
        var chance = gradient.lt(noise).logical_and((actual - expected).abs().lt(2.1 * largestStep));
        return where(chance, expected, actual);
    }

    /// <summary>The legacy file holds the same weights as the zip file, and what we write is read back.</summary>
    private static void CheckFiles(GoldenCase golden, GoldenComparison compare)
    {
        if (!Directory.Exists(Path.Combine(golden.Folder, "legacy"))) return;
        string zip = Checkpoint(golden, "gen"), legacy = Checkpoint(golden, "gen", "legacy");
        using var expected = TorchFile.Load(zip);
        using var found = TorchFile.Load(legacy);
        foreach (string key in expected.Keys)
        {
            var (own, other) = (expected[key].AsStateDict(), found[key].AsStateDict());
            compare.CheckThat(
                $"legacy.{key}",
                own.Keys.SequenceEqual(other.Keys) && own.All(entry => entry.Value.Equals(other[entry.Key])),
                $"expected {Path.GetFileName(legacy)} to hold the {own.Count} tensors of {Path.GetFileName(zip)}");
        }
        var config = ConfigOf(golden);
        using var generator = new FunitGenerator(config.Generator);
        using var averaged = new FunitGenerator(config.Generator);
        FunitFiles.LoadBoth(legacy, generator, averaged);
    }

    /// <summary>One iteration with the optimizers' stored state.</summary>
    private void Resume(GoldenCase golden, GoldenComparison compare)
    {
        using var trainer = new FunitTrainer(ConfigOf(golden), mode, dtype: golden.Type);
        using var scope = NewDisposeScope();
        long iteration = trainer.ResumeOriginal(golden.Folder);
        if (golden.Json.TryGetProperty("checkpoint_iteration", out var number))
            compare.CheckNumbers("resume.iteration", [number.GetInt64()], [iteration]);
        var pictures = Batch(trainer, golden.In);
        trainer.UpdateGenerator(pictures, trainer.UpdateDiscriminator(pictures));
        CheckUpdated(golden, compare, golden.Resume, trainer);
    }

    private void Trajectory(GoldenCase golden, GoldenComparison compare, GoldenTensors file)
    {
        using var trainer = Start(golden);
        using var leader = golden.Type == ScalarType.Float32 ? Start(golden, ScalarType.Float64) : null;
        using var scope = NewDisposeScope();
        Tensor In(string name) => file[$"in.{name}"] is var stored && stored.is_floating_point()
            ? stored.to(golden.Type)
            : stored.alias();
        int batches = Enumerable.Range(0, int.MaxValue).TakeWhile(i => file.Has($"in.batch{i}.xa")).Count();
        long iterations = file["loss.loss_dis_total"].numel();
        var recorded = new Dictionary<string, List<double>>();
        for (long i = 0; i < iterations; i++)
        {
            using var inner = NewDisposeScope();
            string batch = $"batch{i % batches}.";
            var (xA, lA, xB, lB) = (In(batch + "xa"), In(batch + "la"), In(batch + "xb"), In(batch + "lb"));
            if (leader is not null) Follow(trainer, leader);
            var losses = trainer.Step(xA, lA, xB, lB);
            leader?.Step(file[$"in.{batch}xa"], lA, file[$"in.{batch}xb"], lB);
            foreach (var loss in losses)
            {
                if (!recorded.TryGetValue(loss.Name, out var values)) recorded[loss.Name] = values = [];
                values.Add(loss.Value);
            }
        }
        foreach (var (name, values) in recorded)
        {
            string prefix = name.StartsWith("accuracy", StringComparison.Ordinal) ? "" : "loss_";
            string logged = $"loss.{prefix}{name}";
            if (file.Has(logged)) compare.Check(file, logged, [.. values]);
        }
        CheckEnd(compare, file, trainer, In);
    }

    /// <summary>Gives a float32 trainer the state of one in float64.</summary>
    /// <remarks>
    /// Where a value lies within rounding of the kink of a ReLU or hinge, float32 falls on the other side, and RMSprop
    /// makes a visible step of it: twenty iterations in a row part, whoever computes them. So in float32 each iteration
    /// starts from where the float64 run is.
    /// </remarks>
    private static void Follow(FunitTrainer trainer, FunitTrainer leader)
    {
        using var quiet = no_grad();
        var (own, others) = (State(trainer), State(leader));
        foreach (var (name, value) in own) value.copy_(others[name]);
        foreach (var (optimizer, other) in new[]
        {
            (trainer.DiscriminatorOptimizer, leader.DiscriminatorOptimizer),
            (trainer.GeneratorOptimizer, leader.GeneratorOptimizer),
        })
        {
            foreach (var (state, ahead) in optimizer.States.Zip(other.States)) state.Square.copy_(ahead.Square);
        }
    }

    /// <summary>Translations, scores and the norm of every parameter after the last iteration.</summary>
    private static void CheckEnd(
        GoldenComparison compare, GoldenTensors file, FunitTrainer trainer, Func<string, Tensor> input)
    {
        using var quiet = no_grad();
        var (xA, xB) = (input("batch0.xa"), input("batch0.xb"));
        foreach (var (name, generator) in new[]
        {
            ("xt_current", trainer.Generator), ("xt", trainer.AveragedGenerator),
        })
        {
            if (file.Has($"out.final.{name}"))
                compare.Check(file, $"out.final.{name}", FunitTrainer.Drawn(generator, xA, xB));
        }
        if (file.Has("out.final.dis_resp"))
            compare.Check(
                file, "out.final.dis_resp", trainer.Discriminator.Judge(xB, input("batch0.lb")).Response);
        foreach (var (name, network) in new (string, nn.Module)[]
        {
            ("gen", trainer.Generator), ("gen_test", trainer.AveragedGenerator), ("dis", trainer.Discriminator),
        })
        {
            if (file.Has($"out.final.param_l2.{name}"))
                compare.Check(
                    file, $"out.final.param_l2.{name}",
                    [.. network.parameters().Select(parameter => parameter.to(float64).norm().item<double>())]);
        }
    }
}

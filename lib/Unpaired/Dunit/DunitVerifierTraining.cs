using System.Globalization;
using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>The cases of DRIT that train: one full sequence, the test mode, a trajectory.</summary>
public sealed partial class DunitVerifier
{
    private const double Noise = 1e-6, KinkNoise = 2e-3;

    private void CheckTraining(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        var config = ConfigOf(golden.Config, golden.JsonPath);
        using (var trainer = Resumed(golden, config))
        {
            CheckRates(golden, compare, trainer);
            CheckTestMode(golden, compare, trainer);
            new Sequence(golden, compare, trainer).Run();
        }
        if (golden.Files.All(file => file.Part != "trajectory")) return;
        foreach (bool legacy in new[] { false, true })
        {
            using var trainer = Resumed(golden, config, legacy);
            Trajectory(golden, compare, trainer, legacy ? "legacy." : "");
        }
    }

    private DunitTrainer Resumed(GoldenCase golden, DunitConfig config, bool legacy = false)
    {
        var trainer = new DunitTrainer(config, mode, dtype: golden.Type) { MovesBeforeSecondGradient = legacy };
        trainer.ResumeOriginal(Checkpoint(golden, Path.GetFileNameWithoutExtension(golden.JsonPath)));
        trainer.Networks.Train(true);
        return trainer;
    }

    /// <summary>Pictures are stored small; their pixels are repeated.</summary>
    private static Tensor Pictures(GoldenCase golden, string domain)
    {
        long times = golden.Config.TryGetProperty("up", out var up) ? up.GetInt64() : 1;
        return golden.In($"image_{domain}_small").repeat_interleave(times, 2).repeat_interleave(times, 3);
    }

    private static IEnumerable<Tensor> Vectors(GoldenCase golden, string prefix)
    {
        for (int i = 0; golden.HasInput($"{prefix}{i}"); i++) yield return golden.In($"{prefix}{i}");
    }

    private static void CheckRates(GoldenCase golden, GoldenComparison compare, DunitTrainer trainer)
    {
        if (!golden.Json.TryGetProperty("generator_lr_by_epoch", out var rates)) return;
        foreach (var rate in rates.EnumerateObject())
        {
            long epoch = long.Parse(rate.Name, CultureInfo.InvariantCulture);
            compare.CheckNumbers(
                $"rate.{rate.Name}", [rate.Value.GetDouble()], [trainer.RateOf("gen", epoch)],
                GoldenTolerance.Double);
        }
    }

    /// <summary>Evaluation mode: random attributes, then attributes of examples.</summary>
    private static void CheckTestMode(GoldenCase golden, GoldenComparison compare, DunitTrainer trainer)
    {
        if (!golden.Main.Below("out.test.").Any()) return;
        using var quiet = no_grad();
        var networks = trainer.Networks;
        networks.Train(false);
        var draws = new Queue<Tensor>(Vectors(golden, "test.z"));
        Tensor Next(params long[] shape) => draws.Dequeue();
        var (a, b) = (Pictures(golden, "a").narrow(0, 0, 1), Pictures(golden, "b").narrow(0, 0, 1));
        var (contentA, contentB) = (networks.Content.Encode(a, Domain.A), networks.Content.Encode(b, Domain.B));
        CheckStrided(compare, golden, "test.a2b_random", networks.Painter.Decode(contentA, Next(), Domain.B));
        CheckStrided(compare, golden, "test.b2a_random", networks.Painter.Decode(contentB, Next(), Domain.A));
        foreach (var (name, toB) in new[] { ("test.a2b_transfer", true), ("test.b2a_transfer", false) })
        {
            var styleA = DunitForward.DrawFrom(networks.Attribute.Encode(a, Domain.A), Next);
            var styleB = DunitForward.DrawFrom(networks.Attribute.Encode(b, Domain.B), Next);
            CheckStrided(compare, golden, name, toB
                ? networks.Painter.Decode(contentA, styleB, Domain.B)
                : networks.Painter.Decode(contentB, styleA, Domain.A));
        }
        networks.Train(true);
    }

    /// <summary>Compares with a tensor of that name, of which every n-th pixel may be stored: NAME.sN.</summary>
    private static void CheckStrided(GoldenComparison compare, GoldenCase golden, string name, Tensor actual)
    {
        compare.CheckIfThere($"out.{name}", actual);
        foreach (string full in golden.Main.Below($"out.{name}.s").ToList())
        {
            var stride = Regex.Match(full, @"\.s(\d+)$");
            if (!stride.Success) continue;
            long every = long.Parse(stride.Groups[1].Value, CultureInfo.InvariantCulture);
            var kept = TensorIndex.Slice(step: every);
            compare.Check(full, actual[TensorIndex.Ellipsis, kept, kept]);
        }
    }

    /// <summary>The iterations of a trajectory on the same two batches.</summary>
    private static void Trajectory(GoldenCase golden, GoldenComparison compare, DunitTrainer trainer, string prefix)
    {
        var file = golden.Trajectory;
        int count = (int)file[$"{prefix}loss.content_per_iteration"].numel();
        var draws = new TapeDraws(golden.In("noise_tape"), file["in.z"].to(golden.Type).unbind(0));
        var (a, b) = (Pictures(golden, "a"), Pictures(golden, "b"));
        var losses = new Dictionary<string, List<double>>();
        void Note(string name, double value)
        {
            if (!losses.TryGetValue(name, out var all)) losses[name] = all = [];
            all.Add(value);
        }
        for (int i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            if ((i + 1) % trainer.Config.ContentIterations != 0 && i < count - 2)
            {
                var (contentA, contentB) = trainer.Forward(draws.Next).Contents(a.narrow(0, 0, 1), b.narrow(0, 0, 1));
                Note("content_per_iteration", trainer.UpdateContentJudge(contentA, contentB).Value);
                continue;
            }
            foreach (var loss in trainer.StepAll(a, b, null, null, draws.Next))
            {
                bool judge = DunitNetworks.JudgeNames.Contains(loss.Name) || loss.Name == "disContent";
                Note(judge ? $"{loss.Name}_loss" : loss.Name, loss.Value * loss.Weight);
                if (loss.Name == "disContent") Note("content_per_iteration", loss.Value);
            }
        }
        foreach (var (name, values) in losses)
        {
            if (file.Has($"{prefix}loss.{name}")) compare.Check(file, $"{prefix}loss.{name}", [.. values]);
        }
        string after = string.Create(CultureInfo.InvariantCulture, $"{prefix}after{count}.");
        foreach (var (name, network) in trainer.Networks.Named)
        {
            foreach (var (key, value) in StateDict.Of(network))
            {
                if (file.Has($"{after}{name}.{key}")) compare.Check(file, $"{after}{name}.{key}", value);
            }
        }
    }

    /// <summary>Content step, discriminators, generators, with everything on the way.</summary>
    private sealed class Sequence(GoldenCase golden, GoldenComparison compare, DunitTrainer trainer)
    {
        internal void Run()
        {
            var draws = new TapeDraws(golden.In("noise_tape"), Vectors(golden, "z"));
            var (a, b) = (Pictures(golden, "a"), Pictures(golden, "b"));
            var (contentA, contentB) = trainer.Forward(draws.Next).Contents(a.narrow(0, 0, 1), b.narrow(0, 0, 1));
            compare.CheckIfThere(
                "loss.step1.disContent", tensor(trainer.UpdateContentJudge(contentA, contentB).Value));
            CheckGradients("step1", "disContent", ParameterGradients("disContent"));

            var pass = trainer.Forward(draws.Next);
            pass.Run(a, b, [], []);
            foreach (var loss in trainer.UpdateJudges(pass))
                compare.CheckIfThere($"loss.D.{loss.Name}", tensor(loss.Value));
            foreach (string name in (string[])[.. DunitNetworks.JudgeNames, "disContent"])
                CheckGradients("D", name, ParameterGradients(name));
            CheckOutputs(pass);

            trainer.FirstGradients = gradients =>
            {
                foreach (var (name, values) in gradients) CheckGradients("EG", name, values);
            };
            foreach (var loss in trainer.UpdatePainters(pass, []))
                compare.CheckIfThere($"loss.EG.{loss.Name}", tensor(loss.Value * loss.Weight));
            foreach (string name in new[] { "enc_c", "gen" }) CheckGradients("Galone", name, ParameterGradients(name));
            foreach (var (name, network) in trainer.Networks.Named)
            {
                foreach (var (key, value) in StateDict.Of(network))
                {
                    string full = $"after1.{name}.{key}";
                    if (golden.Main.Has(full)) compare.Check(full, Forgiven(name, key, full, value));
                }
            }
        }

        private Tensor?[] ParameterGradients(string network) =>
            [.. trainer.Optimizers[network].Parameters.Select(parameter => parameter.grad)];

        private void CheckGradients(string kind, string network, Tensor?[] gradients)
        {
            var parameters = trainer.Networks.Named.Single(entry => entry.Name == network).Network.named_parameters();
            var all = parameters.Zip(gradients, (parameter, gradient) => (
                Name: $"grad.{kind}.{network}.{parameter.name}", Value: gradient ?? zeros_like(parameter.parameter)))
                .Where(entry => golden.Main.Has(entry.Name)).ToList();
            if (all.Count == 0) return;
            double largest = all.Max(entry => golden.Main[entry.Name].abs().max().item<double>());
            // In float32 a pixel that is rebuilt to within rounding, or a unit at the kink of a ReLU, pulls either way,
            // and DRIT's losses weigh each pull with 10: gradients agree to a part of the network's largest one.
            var tolerance = golden.Type != ScalarType.Float32
                ? null
                : new GoldenTolerance(KinkNoise, double.PositiveInfinity, KinkNoise * largest);
            foreach (var (name, value) in all) compare.Check(name, value, tolerance);
        }

        private void CheckOutputs(DunitForward pass)
        {
            foreach (var (own, upper, domain) in new[] { ("a", "A", pass.A), ("b", "B", pass.B) })
            {
                var outputs = new Dictionary<string, Tensor?>
                {
                    [$"z_content_{own}"] = domain.Content,
                    [$"z_content_recon_{own}"] = domain.ContentAgain,
                    [$"z_attr_{own}"] = domain.Style,
                    [$"z_attr_recon_{own}"] = domain.StyleAgain,
                    [$"z_attr_random_{own}"] = domain.RandomCode.LogVariance is null ? domain.RandomCode.Mean : null,
                    [$"mu_{own}"] = domain.Code.Mean,
                    [$"logvar_{own}"] = domain.Code.LogVariance,
                    [$"mu2_{own}"] = domain.RandomCode.Mean,
                    [$"fake_{upper}_encoded"] = domain.Fake,
                    [$"fake_{upper}{upper}_encoded"] = domain.Self,
                    [$"fake_{upper}_random"] = domain.Random,
                    [$"fake_{upper}_random2"] = domain.SecondRandom,
                    [$"fake_{upper}_recon"] = domain.Cycle,
                };
                foreach (var (name, value) in outputs)
                {
                    if (value is not null) CheckStrided(compare, golden, name, value);
                }
            }
        }

        /// <summary>
        /// In float32 the sign of a gradient that is rounding noise is chance, and early steps of Adam follow the sign:
        /// there, values that the steps could reach count as equal.
        /// </summary>
        private Tensor Forgiven(string network, string key, string full, Tensor value)
        {
            if (golden.Type != ScalarType.Float32) return value;
            const double mostSteps = 8;
            var actual = value.detach().to(float64);
            var expected = golden.Main[full];
            var chance = zeros_like(expected, dtype: ScalarType.Bool);
            foreach (string kind in new[] { "step1", "D", "EG", "Galone" })
            {
                string gradient = $"grad.{kind}.{network}.{key}";
                if (!golden.Main.Has(gradient)) continue;
                var size = golden.Main[gradient].abs();
                chance = chance.logical_or(size.lt(1e-9 + 1e-4 * size.max().item<double>()));
            }
            var reachable = (actual - expected).abs().lt(mostSteps * trainer.Config.LearningRate);
            return where(chance.logical_and(reachable), expected, actual);
        }
    }
}

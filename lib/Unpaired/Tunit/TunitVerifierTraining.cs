using System.Globalization;
using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>The cases that train: the start-up pass, one iteration of each mode, a trajectory.</summary>
public sealed partial class TunitVerifier
{
    private void CheckStart(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(ConfigOf(golden), mode, dtype: golden.Type);
        trainer.ResumeOriginal(CheckpointOf(golden));
        string batch = Regex.Match(golden.Json.ToString(), @"in\.(x_tf\.\d+) with C_EMA").Groups[1].Value;
        trainer.Begin(golden.In(batch.Length > 0 ? batch : "x_tf.1"));
        compare.CheckIfThere("out.initialize_queue", trainer.Queue.Rows);
        foreach (var (name, buffer) in trainer.Networks.GuideAverage.named_buffers())
            compare.CheckIfThere($"out.initialize_queue.C_EMA.{name}", buffer);
    }

    private void CheckTraining(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        using var inputs = Safetensors.Load(golden.PathOf(golden.Property("inputs_from").GetString()!));
        using var trainer = new TunitTrainer(TrainingConfig(golden), mode, dtype: golden.Type);
        trainer.ResumeOriginal(CheckpointOf(golden));
        // A case without an epoch begins with the first, whatever its checkpoint says.
        int epoch = golden.Json.TryGetProperty("epoch", out var given) ? given.GetInt32() : 0;
        trainer.Iteration = trainer.Schedule.FirstOf(epoch);
        trainer.Queue.Begin(inputs.Tensors["in.queue"].to(golden.Type));
        new TrainingReplay(golden, compare, trainer, inputs).Run();
    }

    /// <summary>The configuration with the phases that the case names, in "args" or in words in "schedule".</summary>
    private static TunitConfig TrainingConfig(GoldenCase golden)
    {
        var config = ConfigOf(golden);
        if (golden.Json.TryGetProperty("args", out var args))
        {
            var entries = Entries(golden);
            foreach (var entry in args.EnumerateObject()) entries[entry.Name] = entry.Value.ToString();
            return Read(entries, golden);
        }
        string words = golden.Property("schedule").GetString()!;
        int Number(string pattern) => int.Parse(
            Regex.Match(words, pattern).Groups[1].Value, CultureInfo.InvariantCulture);
        var hyper = golden.Property("hyper");
        return config with
        {
            IterationsPerEpoch = Number(@"epochs of (\d+) iterations"),
            JointStart = Number(@"separated=(\d+)"),
            AverageStart = Number(@"ema_start=(\d+)"),
            PenaltyWeight = hyper.GetProperty("w_gp").GetDouble(),
            ReconstructionWeight = hyper.GetProperty("w_rec").GetDouble(),
            AdversarialWeight = hyper.GetProperty("w_adv").GetDouble(),
            StyleWeight = hyper.GetProperty("w_vec").GetDouble(),
        };
    }

    /// <summary>Runs the iterations of a case and compares on the way.</summary>
    private sealed class TrainingReplay(
        GoldenCase golden, GoldenComparison compare, TunitTrainer trainer, SafetensorsFile inputs)
    {
        private readonly Dictionary<string, double[]> losses = [];
        private readonly List<Tensor> domains = [];
        private readonly List<double> queueLengths = [];
        private int adversarialCalls;

        private TunitNetworks Networks => trainer.Networks;

        internal void Run()
        {
            var orders = golden.In("perm");
            long iterations = orders.shape[0];
            int batches = inputs.Tensors.Keys.Count(name => name.StartsWith("in.x_org.", StringComparison.Ordinal));
            for (long i = 0; i < iterations; i++)
            {
                int batch = trainer.Position.Step % batches;
                string number = batch.ToString(CultureInfo.InvariantCulture);
                Tensor In(string name) => inputs.Tensors[$"in.{name}.{number}"];
                Iterate(new TunitInput(In("x_org"), In("x_tf"), In("y"), orders[i]), i, iterations);
            }
            CheckRecorded(iterations);
            compare.CheckIfThere("out.queue", trainer.Queue.Rows);
            CheckStates("final", golden.Main);
            CheckStates("epoch_end", golden.Main);
        }

        private void Iterate(TunitInput input, long index, long iterations)
        {
            bool isLast = index == iterations - 1, endsEpoch = trainer.Position.IsLast;
            var placed = trainer.Placed(input);
            trainer.Begin(placed.Strong);
            var (values, guided) = trainer.UpdateGuide(placed);
            CheckGradients(golden, compare, Networks.Guide, "grad.c1.");
            if (trainer.Schedule.IsJoint(trainer.Position.Epoch))
            {
                (values, var judged) = trainer.UpdateJudge(placed, guided, values);
                CheckGradients(golden, compare, Networks.Judge, "grad.d.");
                NoteAdversarial("d_real", judged.Real, TunitLosses.HingeReal(judged.Real));
                NoteAdversarial("d_fake", judged.Fake, TunitLosses.HingeFake(judged.Fake));
                if (!trainer.Position.IsLabelled) domains.Add(judged.Domains);
                (values, var painted) = trainer.UpdatePainter(placed, judged.Domains, values);
                CheckGradients(golden, compare, Networks.Guide, "grad.c2.");
                CheckGradients(golden, compare, Networks.Painter, "grad.g.");
                NoteAdversarial("g", painted.Fake, TunitLosses.Adversarial(painted.Fake));
                NoteAdversarial("g", painted.Rebuilt, TunitLosses.Adversarial(painted.Rebuilt));
            }
            Note(values, index, iterations);
            trainer.Finish(guided.Keys);
            queueLengths.Add(trainer.Queue.Rows.shape[0]);
            if (isLast)
            {
                compare.CheckIfThere("after1.queue", trainer.Queue.Rows);
                CheckStates("after1", golden.Main);
            }
            if (endsEpoch) trainer.EndEpoch();
        }

        private void NoteAdversarial(string kind, Tensor logits, Tensor loss)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{adversarialCalls++}.{kind}");
            compare.CheckIfThere($"loss.adv.{name}", loss);
            compare.CheckIfThere($"out.adv_logit.{name}", logits);
        }

        private void Note(IReadOnlyList<LossValue> values, long index, long iterations)
        {
            foreach (var loss in values)
            {
                if (!losses.TryGetValue(loss.Name, out double[]? all))
                {
                    losses[loss.Name] = all = new double[iterations];
                    Array.Fill(all, double.NaN);
                }
                all[index] = loss.Value;
            }
        }

        /// <summary>A phase without a loss is either left out, or NaN.</summary>
        private void CheckRecorded(long iterations)
        {
            foreach (var (name, all) in losses)
            {
                string full = $"loss.{name}";
                if (!golden.Main.Has(full)) continue;
                bool whole = golden.Main[full].numel() == iterations;
                compare.Check(golden.Main, full, whole ? all : [.. all.Where(double.IsFinite)]);
            }
            if (domains.Count > 0)
            {
                bool single = golden.Main.Has("out.y_org") && golden.Main["out.y_org"].dim() == 1;
                compare.CheckIfThere("out.y_org", single ? cat(domains) : stack(domains));
            }
            if (golden.Main.Has("out.queue_length"))
                compare.Check(golden.Main, "out.queue_length", [.. queueLengths]);
        }

        /// <summary>Tensors, or [sum, sum of absolute values, sum of squares].</summary>
        private void CheckStates(string kind, GoldenTensors file)
        {
            foreach (var (network, module) in Networks.Named)
            {
                foreach (var (name, value) in module.state_dict())
                {
                    string whole = $"{kind}.{network}.{name}", sums = $"{kind}_stats.{network}.{name}";
                    if (file.Has(whole)) compare.Check(whole, Forgiven(network, name, whole, value));
                    if (!file.Has(sums)) continue;
                    var x = value.detach().to(float64);
                    compare.Check(sums, stack([x.sum(), x.abs().sum(), x.square().sum()]));
                }
            }
        }

        /// <summary>
        /// The first steps of Adam and RMSprop are multiples of the learning rate times the sign of the gradient. In
        /// float32 that sign is chance where the gradient is rounding noise beside its largest element, so there
        /// values that steps could reach still count as equal.
        /// </summary>
        private Tensor Forgiven(string network, string name, string full, Tensor value)
        {
            if (golden.Type != ScalarType.Float32) return value;
            const double mostSteps = 21; // RMSprop's first step is ten rates long
            string[] gradients = network switch
            {
                "C" => [$"grad.c1.{name}", $"grad.c2.{name}"],
                "D" => [$"grad.d.{name}"],
                "G" => [$"grad.g.{name}"],
                _ => [],
            };
            var actual = value.detach().to(float64);
            var expected = golden.Main[full];
            var chance = zeros_like(expected, dtype: ScalarType.Bool);
            foreach (string gradient in gradients.Where(golden.Main.Has))
            {
                var size = golden.Main[gradient].abs();
                chance = chance.logical_or(size.lt(1e-9 + 1e-4 * size.max().item<double>()));
            }
            var reachable = (actual - expected).abs().lt(mostSteps * trainer.Config.LearningRate);
            return where(chance.logical_and(reachable), expected, actual);
        }
    }
}

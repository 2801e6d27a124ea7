using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>Discriminator outputs and losses of the case nets.</summary>
/// <remarks>
/// Batch and spectral normalisation change their buffers with each call, and the JSON file does not say whether the
/// calls of the golden script
/// follow each other or start afresh. So each expectation is compared from every state that a sequence of its calls can
/// reach, and must
/// agree from one of them. Without such buffers there is one state only.
/// </remarks>
/// <param name="golden">The case.</param>
/// <param name="compare">Takes the results.</param>
/// <param name="scales">num_scales of its configuration.</param>
internal sealed class JudgeCases(GoldenCase golden, GoldenComparison compare, int scales)
{
    private readonly Dictionary<string, List<Dictionary<string, Tensor>>> states = [];

    internal void Verify(MultiScaleDiscriminator judge, string tag, string domain, Tensor x)
    {
        if (!states.TryGetValue(domain, out var known)) states[domain] = known = [Snapshot(judge)];
        if (!judge.ActsPerSample) Extend(judge, known, x);
        for (int scale = 0; scale < scales; scale++)
        {
            foreach (bool training in new[] { true, false })
            {
                string name = $"out.{tag}.dis_{domain}.{(training ? "train" : "eval")}.{scale}";
                if (!golden.Main.Has(name)) continue;
                CheckBest(judge, known, name, () =>
                {
                    judge.train(training);
                    return judge.Scores(x)[scale];
                });
            }
        }
        judge.train();
        if (golden.HasInput($"{tag}.fake_{domain}"))
            CheckLosses(judge, known, $"loss.{tag}.dis_{domain}.", x, golden.In($"{tag}.fake_{domain}"));
        Restore(judge, known[0]);
    }

    private void CheckLosses(
        MultiScaleDiscriminator judge, List<Dictionary<string, Tensor>> known, string prefix, Tensor x, Tensor fake)
    {
        foreach (var kind in Enum.GetValues<GanKind>())
        {
            string name = prefix + OriginalNames.Of(kind);
            if (golden.Main.Has($"{name}.dis"))
                CheckBest(judge, known, $"{name}.dis", () =>
                    GanLoss.Discriminator(kind, judge.Scores(fake), judge.Scores(x)));
            if (golden.Main.Has($"{name}.gen"))
                CheckBest(judge, known, $"{name}.gen", () => GanLoss.Generator(kind, judge.Scores(fake)));
        }
    }

    private void CheckBest(
        MultiScaleDiscriminator judge, List<Dictionary<string, Tensor>> known, string name, Func<Tensor> compute)
    {
        var expected = golden.Main[name];
        Tensor? best = null;
        double least = double.PositiveInfinity;
        foreach (var state in known)
        {
            Restore(judge, state);
            var value = compute();
            double difference = value.shape.SequenceEqual(expected.shape)
                ? (value.to(float64) - expected).abs().max().item<double>()
                : double.PositiveInfinity;
            if (best is not null && !(difference < least)) continue;
            (best, least) = (value, difference);
        }
        compare.Check(name, best!);
    }

    /// <summary>Adds the states after one and after two more calls on these pictures, in training mode and in
    /// evaluation.</summary>
    private static void Extend(MultiScaleDiscriminator judge, List<Dictionary<string, Tensor>> known, Tensor x)
    {
        foreach (var state in known.ToList())
        {
            Restore(judge, state);
            foreach (bool training in new[] { true, false })
            {
                judge.train(training);
                judge.Scores(x);
                known.Add(Snapshot(judge));
            }
        }
        judge.train();
    }

    private static Dictionary<string, Tensor> Snapshot(MultiScaleDiscriminator judge) =>
        judge.state_dict().ToDictionary(
            entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope());

    private static void Restore(MultiScaleDiscriminator judge, Dictionary<string, Tensor> state)
    {
        using var quiet = no_grad();
        foreach (var (name, value) in judge.state_dict()) value.copy_(state[name]);
    }
}

using Unpaired.Layers;
using Unpaired.Metrics;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>mFID as TUNIT's own code measures it: the mean over classes of FID between real pictures and
/// translations.</summary>
/// <remarks>
/// Original: validation/eval.py, calcFIDBatch (405a77c). Its numbers differ from pytorch-fid's: pictures are normalised
/// twice and resized to the nearest pixel. For comparisons with the paper only.
/// </remarks>
/// <param name="guide">C_EMA, whose codes of references are the styles.</param>
/// <param name="painter">G_EMA.</param>
/// <param name="inception">The FID network.</param>
/// <param name="blocks">After how many of its blocks: 4 for the usual 2048 numbers.</param>
public sealed class TunitMeanFid(GuidingNetwork guide, TunitGenerator painter, FidInception inception, int blocks = 4)
{
    private const int Side = 299;
    private const int MostRounds = 50;

    /// <summary>How many real and made pictures are compared per class, and in how many rounds they are made.</summary>
    /// <param name="Most">T: made pictures per class at most.</param>
    /// <param name="Rounds">m.</param>
    /// <param name="References">e: references, and sources of each other class, per round.</param>
    public readonly record struct Plan(int Most, int Rounds, int References)
    {
        /// <summary>The original's numbers.</summary>
        /// <param name="smallest">Training pictures of the smallest class.</param>
        /// <param name="largest">Of the largest class.</param>
        /// <param name="classes">Number of classes.</param>
        public static Plan Of(int smallest, int largest, int classes)
        {
            int most = (smallest + largest) / 2, rounds = Math.Max(1, MostRounds / classes);
            return new Plan(most, rounds, most / rounds / Math.Max(1, classes - 1));
        }
    }

    /// <summary>Features as the original computes them.</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1], any size.</param>
    /// <returns>[N, C]. The caller owns it.</returns>
    public Tensor Features(Tensor x)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        // Parity: float32 constants even where everything else is float64.
        var mean = tensor(new[] { 0.485f, 0.456f, 0.406f }).to(x.dtype).to(x.device).view(1, 3, 1, 1);
        var deviation = tensor(new[] { 0.229f, 0.224f, 0.225f }).to(x.dtype).to(x.device).view(1, 3, 1, 1);
        var normal = (x.Plus(1).Over(2) - mean) / deviation;
        var resized = nn.functional.interpolate(normal, [Side, Side], mode: InterpolationMode.Nearest);
        // Parity: the wrapper of the FID network expects [0, 1] and normalises once more.
        return inception.Map(resized.Times(2).Plus(-1), blocks).mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>Translations of the validation pictures of other classes into one class.</summary>
    /// <param name="target">The class.</param>
    /// <param name="validation">Pictures [N, 3, S, S] of each class.</param>
    /// <param name="plan">How many.</param>
    /// <param name="orders">One order of the class's pictures per round: [N], int64.</param>
    /// <returns>[T or fewer, 3, S, S]. The caller owns it.</returns>
    public Tensor Translations(
        int target, IReadOnlyList<Tensor> validation, Plan plan, IReadOnlyList<Tensor> orders)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        int classes = validation.Count;
        var made = new List<Tensor>();
        foreach (var order in orders.Take(plan.Rounds))
        {
            long count = Math.Min(plan.References, order.shape[0]);
            var styles = guide.Style(validation[target].index_select(0, order.narrow(0, 0, count)));
            for (int other = 1; other < Math.Max(2, classes); other++)
            {
                // Parity: with one or two classes the sources are always class 0.
                int source = classes <= 2 ? 0 : (target + other) % classes;
                long pairs = Math.Min(count, validation[source].shape[0]);
                var sources = validation[source].narrow(0, 0, pairs);
                made.Add(painter.Translate(sources, styles.narrow(0, 0, pairs)));
            }
        }
        var all = cat(made, 0);
        return all.narrow(0, 0, Math.Min(plan.Most, all.shape[0])).MoveToOuterDisposeScope();
    }
}

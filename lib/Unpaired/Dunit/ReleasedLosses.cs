using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>The losses of the released DUNIT code's multi-domain DRIT, for comparison only.</summary>
/// <remarks>Original: src/models/drit (IVRL/Dunit, ec229c2).</remarks>
/// <param name="domains">Names, in order.</param>
/// <param name="tensors">
/// What the networks gave: <c>domain.name</c> for a domain, <c>domain.target.name</c> for a translation.
/// </param>
/// <param name="weight">Weights by the original's option names, without <c>_loss_weight</c>.</param>
internal sealed class ReleasedLosses(
    IReadOnlyList<string> domains, Func<string, Tensor> tensors, Func<string, double> weight)
{
    private static readonly string[] Fakes = ["fake", "fake_random", "fake_random2"];

    private int Count => domains.Count;

    private IEnumerable<(string From, string To)> Pairs =>
        domains.SelectMany(from => domains.Where(to => to != from).Select(to => (from, to)));

    /// <summary>The generator's loss; the content adversarial term is never added.</summary>
    /// <param name="concatenates">Whether the style prior is a divergence.</param>
    internal Tensor Generator(bool concatenates)
    {
        var pairs = new List<Tensor>();
        foreach (var (from, to) in Pairs)
        {
            Tensor In(string name) => tensors($"{from}.{to}.{name}");
            foreach (string fake in Fakes)
            {
                pairs.Add(Logits(In($"{fake}_gan_prediction"), 1).Times(weight("gan") / Fakes.Length));
                pairs.Add(Class(In($"{fake}_class_prediction"), to)
                    .Times(weight("generator_classification") / Fakes.Length));
            }
            foreach (string style in new[] { "random", "random2" })
            {
                string drawn = style == "random" ? "random_style" : "random_style2";
                pairs.Add(DritLosses.Difference(In($"{style}_style_reconstruction"), In(drawn))
                    .Times(weight("latent_regression") / 2));
            }
            pairs.Add(DritLosses.Difference(In("cross_reconstruction"), tensors($"{from}.real"))
                .Times(weight("cycle_reconstruction")));
            pairs.Add(DritLosses.ModeSeeking(
                In("fake_random"), In("fake_random2"), In("random_style"), In("random_style2"))
                .Times(weight("mode_seeking")));
        }
        var parts = new List<Tensor> { Sum(pairs).Over(Count - 1) };
        foreach (string domain in domains)
        {
            Tensor In(string name) => tensors($"{domain}.{name}");
            parts.Add(DritLosses.Difference(In("reconstruction"), In("real")).Times(weight("reconstruction")));
            parts.Add(DritLosses.MeanSquare(In("content")).Times(weight("content_kl")));
            var code = concatenates
                ? new AttributeCode(In("mean"), In("logvar"))
                : new AttributeCode(In("style"), null);
            parts.Add(DritLosses.StylePrior(code).Times(weight("style_kl")));
        }
        return Sum(parts).Over(Count);
    }

    /// <summary>The discriminator's loss. Parity: only the last domain's classification counts.</summary>
    internal Tensor Discriminator()
    {
        string last = domains[^1];
        var parts = new List<Tensor>
        {
            Class(tensors($"{last}.real_class_prediction"), last)
                .Times(weight("discriminator_classification") * (Count - 1)),
        };
        foreach (var (from, to) in Pairs)
        {
            foreach (string fake in Fakes)
            {
                if (from == last && fake != Fakes[0])
                    parts.Add(Class(tensors($"{from}.{to}.{fake}_class_prediction"), to)
                        .Times(weight("discriminator_classification") / 2));
                parts.Add(Logits(tensors($"{from}.real_gan_prediction"), 1).Over(Fakes.Length));
                parts.Add(Logits(tensors($"{from}.{to}.{fake}_gan_prediction"), 0).Over(Fakes.Length));
            }
        }
        return Sum(parts).Over(Count * (Count - 1));
    }

    /// <summary>The content discriminator's loss.</summary>
    internal Tensor ContentDiscriminator() =>
        Sum(domains.Select(domain => Class(tensors($"{domain}.content_prediction"), domain))).Over(Count);

    private static Tensor Sum(IEnumerable<Tensor> parts) => parts.Aggregate((a, b) => a + b);

    private static Tensor Logits(Tensor logits, double target)
    {
        using TorchSharp.Scalar wanted = target;
        return nn.functional.binary_cross_entropy_with_logits(
            logits, full_like(logits.detach(), wanted), reduction: nn.Reduction.Mean);
    }

    /// <summary>Each class by itself: real or not.</summary>
    private Tensor Class(Tensor logits, string domain)
    {
        double[] row = [.. domains.Select(name => name == domain ? 1.0 : 0)];
        var wanted = tensor(row).to(logits.dtype).to(logits.device).expand(logits.shape[0], -1);
        return nn.functional.binary_cross_entropy_with_logits(logits, wanted, reduction: nn.Reduction.Mean);
    }
}

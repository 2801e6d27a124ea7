using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>What one iteration works on.</summary>
/// <param name="Weak">x: [N, 3, S, S] in [-1, 1], hardly changed pictures.</param>
/// <param name="Strong">x_tf: the same pictures, strongly changed.</param>
/// <param name="Labels">[N], int64, or null.</param>
/// <param name="Order">π: [N], int64; picture i takes its style from picture π(i).</param>
public sealed record TunitInput(Tensor Weak, Tensor Strong, Tensor? Labels, Tensor Order);

/// <summary>How the guiding network is taught in an iteration.</summary>
internal enum Lesson
{
    /// <summary>Contrast and mutual information.</summary>
    Information,

    /// <summary>Contrast and the labels' cross entropy.</summary>
    Labels,

    /// <summary>Contrast only.</summary>
    Contrast,
}

/// <summary>The guiding network's losses.</summary>
/// <param name="Contrast">moco.</param>
/// <param name="Clusters">iic or ce, before weighting; null in <see cref="Lesson.Contrast"/>.</param>
/// <param name="Keys">[N, sty_dim], of the strong view, to be queued.</param>
/// <param name="Probabilities">[N, K], of the weak view, without gradient; null where not computed.</param>
internal sealed record GuideLosses(Tensor Contrast, Tensor? Clusters, Tensor Keys, Tensor? Probabilities);

/// <summary>The discriminator's losses.</summary>
/// <param name="Domains">[N], y: the pictures' (pseudo) domains.</param>
/// <param name="Real">[N], logits of the reference pictures.</param>
/// <param name="Fake">[N], logits of the translations.</param>
/// <param name="Penalty">R1, before weighting.</param>
internal sealed record JudgeLosses(Tensor Domains, Tensor Real, Tensor Fake, Tensor Penalty);

/// <summary>The generator's losses, which reach the guiding network too.</summary>
/// <param name="Fake">[N], logits of the translations.</param>
/// <param name="Rebuilt">[N], logits of the reconstructions.</param>
/// <param name="Reconstruction">imgrec.</param>
/// <param name="Contrast">stycont.</param>
internal sealed record PainterLosses(Tensor Fake, Tensor Rebuilt, Tensor Reconstruction, Tensor Contrast);

/// <summary>The passes of one iteration; the updates between them are the trainer's.</summary>
internal interface ITunitUpdates
{
    /// <summary>Before the guiding network's first step.</summary>
    GuideLosses Guide(TunitInput input, Lesson lesson, Tensor queue);

    /// <summary>After it, before the discriminator's step.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="domains">[N], int64; null to ask the guiding network afresh.</param>
    JudgeLosses Judge(TunitInput input, Tensor? domains);

    /// <summary>After the discriminator's step.</summary>
    PainterLosses Paint(TunitInput input, Tensor domains, Tensor queue);
}

/// <summary>The original's passes in the original's order.</summary>
/// <remarks>Eight passes of the guiding network and two of its average: each moves the batch statistics.</remarks>
internal sealed class FaithfulUpdates(TunitNetworks networks, double balance) : ITunitUpdates
{
    public GuideLosses Guide(TunitInput input, Lesson lesson, Tensor queue)
    {
        var (guide, average) = (networks.Guide, networks.GuideAverage);
        var query = guide.Style(input.Weak);
        Tensor keys;
        using (no_grad()) keys = average.Style(input.Strong);
        if (lesson == Lesson.Contrast)
            return new GuideLosses(TunitLosses.Contrast(query, keys, queue), null, keys, null);
        var (weak, strong) = (guide.Logits(input.Weak), guide.Logits(input.Strong));
        var contrast = TunitLosses.Contrast(query, keys, queue);
        return new GuideLosses(
            contrast, GuideTerms.Clusters(weak, strong, input.Labels, lesson, balance), keys, weak.detach().softmax(1));
    }

    public JudgeLosses Judge(TunitInput input, Tensor? domains)
    {
        var reference = input.Weak.index_select(0, input.Order);
        Tensor fake;
        using (no_grad())
        {
            domains ??= networks.Guide.Logits(input.Weak).argmax(1);
            fake = networks.Painter.Translate(input.Weak, networks.Guide.Style(reference));
        }
        return Judge(networks.Judge, reference, fake, domains, input.Order);
    }

    /// <summary>Logits and penalty.</summary>
    internal static JudgeLosses Judge(
        TunitDiscriminator judge, Tensor reference, Tensor fake, Tensor domains, Tensor order)
    {
        var wanted = domains.index_select(0, order);
        var live = reference.detach().requires_grad_(true);
        var real = judge.Logits(live, wanted);
        var penalty = TunitLosses.Penalty(real, live);
        return new JudgeLosses(domains, real, judge.Logits(fake.detach(), wanted), penalty);
    }

    public PainterLosses Paint(TunitInput input, Tensor domains, Tensor queue)
    {
        var (guide, painter, judge) = (networks.Guide, networks.Painter, networks.Judge);
        var reference = input.Weak.index_select(0, input.Order);
        // Parity: live, so the generator's losses reach the guiding network.
        var ownStyle = guide.Style(input.Weak);
        var wantedStyle = guide.Style(reference);
        var content = painter.Encode(input.Weak);
        var fake = painter.Decode(content, wantedStyle);
        var rebuilt = painter.Decode(content, ownStyle);
        var fakeLogits = judge.Logits(fake, domains.index_select(0, input.Order));
        var rebuiltLogits = judge.Logits(rebuilt, domains);
        var reconstruction = TunitLosses.Reconstruction(rebuilt, input.Weak);
        var fakeStyle = guide.Style(fake);
        Tensor keys;
        using (no_grad()) keys = networks.GuideAverage.Style(reference);
        return new PainterLosses(
            fakeLogits, rebuiltLogits, reconstruction, TunitLosses.Contrast(fakeStyle, keys, queue));
    }
}

/// <summary>The term that teaches domains.</summary>
internal static class GuideTerms
{
    internal static Tensor Clusters(Tensor weak, Tensor strong, Tensor? labels, Lesson lesson, double balance)
    {
        if (lesson == Lesson.Information)
            return TunitLosses.Information(weak.softmax(1), strong.softmax(1), balance);
        if (labels is null) throw new ArgumentException("This iteration needs labels; the batch has none.");
        return nn.functional.cross_entropy(weak, labels) + nn.functional.cross_entropy(strong, labels);
    }
}

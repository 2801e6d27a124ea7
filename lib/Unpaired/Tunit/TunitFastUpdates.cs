using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>The same losses as <see cref="FaithfulUpdates"/> with half the passes; the README of this folder lists what
/// differs.</summary>
/// <remarks>
/// Both heads of the guiding network share one pass. Guiding network and generator do not change while the
/// discriminator is updated, so one live translation serves both; batch statistics do not depend on the order of a
/// batch,
/// so the code of picture π(i) is row π(i). Translations and reconstructions are drawn and judged as one batch.
/// </remarks>
internal sealed class FastUpdates(TunitNetworks networks, double balance) : ITunitUpdates
{
    private Drawn? drawn;

    public GuideLosses Guide(TunitInput input, Lesson lesson, Tensor queue)
    {
        Tensor keys;
        using (no_grad()) keys = networks.GuideAverage.Style(input.Strong);
        if (lesson == Lesson.Contrast)
        {
            var style = networks.Guide.Style(input.Weak);
            return new GuideLosses(TunitLosses.Contrast(style, keys, queue), null, keys, null);
        }
        var (query, weak) = networks.Guide.Look(input.Weak);
        var strong = networks.Guide.Logits(input.Strong);
        return new GuideLosses(
            TunitLosses.Contrast(query, keys, queue), GuideTerms.Clusters(weak, strong, input.Labels, lesson, balance), keys,
            weak.detach().softmax(1));
    }

    public JudgeLosses Judge(TunitInput input, Tensor? domains)
    {
        long count = input.Weak.shape[0];
        var (style, logits) = networks.Guide.Look(input.Weak);
        domains ??= logits.detach().argmax(1);
        var content = networks.Painter.Encode(input.Weak);
        var both = networks.Painter.Decode(
            cat([content, content], 0), cat([style.index_select(0, input.Order), style], 0));
        drawn = new Drawn(both, both.narrow(0, 0, count), both.narrow(0, count, count));
        var reference = input.Weak.index_select(0, input.Order);
        return FaithfulUpdates.Judge(networks.Judge, reference, drawn.Fake, domains, input.Order);
    }

    public PainterLosses Paint(TunitInput input, Tensor domains, Tensor queue)
    {
        var (both, fake, rebuilt) = drawn
            ?? throw new InvalidOperationException("The discriminator's update comes first.");
        drawn = null;
        long count = input.Weak.shape[0];
        var wanted = cat([domains.index_select(0, input.Order), domains], 0);
        var logits = networks.Judge.Logits(both, wanted);
        var fakeStyle = networks.Guide.Style(fake);
        Tensor keys;
        using (no_grad()) keys = networks.GuideAverage.Style(input.Weak).index_select(0, input.Order);
        return new PainterLosses(
            logits.narrow(0, 0, count), logits.narrow(0, count, count),
            TunitLosses.Reconstruction(rebuilt, input.Weak), TunitLosses.Contrast(fakeStyle, keys, queue));
    }

    private sealed record Drawn(Tensor Both, Tensor Fake, Tensor Rebuilt);
}

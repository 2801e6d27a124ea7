using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>The updates of an iteration, in the original's order.</summary>
public sealed partial class DunitTrainer
{
    /// <summary>Loss, gradient and step of the content discriminator by itself.</summary>
    internal LossValue UpdateContentJudge(Tensor contentA, Tensor contentB)
    {
        var judge = Networks.ContentJudge!;
        var optimizer = Optimizers["disContent"];
        optimizer.ZeroGradients();
        using var total = DritLosses.Adversarial(judge.Scores(contentA.detach()), 0)
            + DritLosses.Adversarial(judge.Scores(contentB.detach()), 1);
        var value = Finite([new LossPart("disContent", 1, total)], "disContent", total)[^1];
        total.backward();
        nn.utils.clip_grad_norm_(judge.parameters(), DritLosses.ContentGradientNorm);
        optimizer.Step();
        return value;
    }

    /// <summary>Losses, gradients and steps of the four discriminators of pictures, then of that of contents.</summary>
    internal IReadOnlyList<LossValue> UpdateJudges(DunitForward pass)
    {
        var values = new List<LossValue>();
        foreach (var (domain, first) in new[] { (pass.A, 0), (pass.B, 2) })
        {
            values.Add(UpdateJudge(first, domain.Encoded, [domain.Fake]));
            // Parity: with mode seeking the real pictures count twice.
            values.Add(UpdateJudge(
                first + 1, domain.Others,
                domain.SecondRandom is { } second ? [domain.Random, second] : [domain.Random]));
        }
        values.Add(UpdateContentJudge(pass.A.Content, pass.B.Content));
        return values;
    }

    /// <summary>Gradients of both generator losses, then the steps.</summary>
    /// <remarks>
    /// Parity: the original makes the steps of the first loss before it differentiates the second one through the old
    /// graph, which newer versions of PyTorch refuse. Here both gradients are taken before anything moves.
    /// </remarks>
    internal IReadOnlyList<LossValue> UpdatePainters(DunitForward pass, IReadOnlyList<LossPart> consistency)
    {
        // Parity: faithful leaves gradients in the discriminators, which are zeroed before their next step.
        var frozen = Mode == TrainingMode.Fast
            ? Optimizers.Where(entry => entry.Key.StartsWith("dis", StringComparison.Ordinal))
                .SelectMany(entry => entry.Value.Parameters).ToList()
            : [];
        foreach (var parameter in frozen) parameter.requires_grad = false;
        try
        {
            IReadOnlyList<LossPart> first = [.. FirstParts(pass), .. consistency], second = SecondParts(pass);
            using var firstTotal = LossPart.Total(first);
            using var secondTotal = LossPart.Total(second);
            LossValue[] values =
                [.. Finite(first, "G_loss", firstTotal), .. Finite(second, "G_alone_loss", secondTotal)];
            var gradients = Differentiate(firstTotal, keepsGraph: true);
            if (MovesBeforeSecondGradient) Move(gradients, PainterNames);
            var secondGradients = Differentiate(secondTotal, keepsGraph: false);
            FirstGradients?.Invoke(gradients);
            if (!MovesBeforeSecondGradient) Move(gradients, PainterNames);
            Move(secondGradients, [.. PainterNames.Where(name => name != "enc_a")]);
            return values;
        }
        finally
        {
            foreach (var parameter in frozen) parameter.requires_grad = true;
        }
    }

    private LossValue UpdateJudge(int index, Tensor real, IReadOnlyList<Tensor> fakes)
    {
        var judge = Networks.Judges[index];
        string name = DunitNetworks.JudgeNames[index];
        var optimizer = Optimizers[name];
        optimizer.ZeroGradients();
        var parts = new List<Tensor>();
        if (Mode == TrainingMode.Fast && judge.ActsPerSample && fakes.Count == 2)
        {
            // One pass over the real pictures, counted twice.
            parts.Add(DritLosses.Adversarial(judge.Scores(real), 1).Times(2));
            parts.AddRange(fakes.Select(fake => DritLosses.Adversarial(judge.Scores(fake.detach()), 0)));
        }
        else
        {
            foreach (var fake in fakes)
            {
                // Parity: fake first; with spectral norm each pass moves the vectors.
                parts.Add(DritLosses.Adversarial(judge.Scores(fake.detach()), 0));
                parts.Add(DritLosses.Adversarial(judge.Scores(real), 1));
            }
        }
        using var total = parts.Aggregate((a, b) => a + b);
        var value = Finite([new LossPart(name, 1, total)], name, total)[^1];
        total.backward();
        optimizer.Step();
        return value;
    }

    /// <summary>What moves enc_c, enc_a and gen (and ins).</summary>
    private List<LossPart> FirstParts(DunitForward pass)
    {
        var judges = Networks.Judges;
        var contentJudge = Networks.ContentJudge!;
        const double prior = DritLosses.PriorWeight, rebuilt = DritLosses.ReconstructionWeight;
        var parts = new List<LossPart>
        {
            // ½: "cannot be told".
            new("gan_loss_acontent", 1, DritLosses.Adversarial(contentJudge.Scores(pass.A.Content), 0.5)),
            new("gan_loss_bcontent", 1, DritLosses.Adversarial(contentJudge.Scores(pass.B.Content), 0.5)),
        };
        foreach (var (name, domain, judge) in new[] { ("a", pass.A, judges[0]), ("b", pass.B, judges[2]) })
        {
            string upper = name.ToUpperInvariant();
            parts.Add(new($"gan_loss_{name}", 1, DritLosses.Adversarial(judge.Scores(domain.Fake), 1)));
            parts.Add(new($"kl_loss_za_{name}", prior, DritLosses.StylePrior(domain.Code)));
            parts.Add(new($"kl_loss_zc_{name}", prior, DritLosses.MeanSquare(domain.Content)));
            parts.Add(new($"l1_recon_{upper}_loss", rebuilt, DritLosses.Difference(domain.Cycle, domain.Encoded)));
            parts.Add(new(
                $"l1_recon_{upper}{upper}_loss", rebuilt, DritLosses.Difference(domain.Self, domain.Encoded)));
        }
        return parts;
    }

    /// <summary>What moves enc_c and gen (and ins) once more.</summary>
    private List<LossPart> SecondParts(DunitForward pass)
    {
        var parts = new List<LossPart>();
        foreach (var (name, domain, judge) in
            new[] { ("a", pass.A, Networks.Judges[1]), ("b", pass.B, Networks.Judges[3]) })
        {
            parts.Add(new(
                $"l1_recon_z_loss_{name}", DritLosses.ReconstructionWeight,
                DritLosses.Difference(domain.RandomCode.Mean, pass.RandomStyle)));
            var adversarial = DritLosses.Adversarial(judge.Scores(domain.Random), 1);
            if (domain.SecondRandom is { } second)
                adversarial = adversarial + DritLosses.Adversarial(judge.Scores(second), 1);
            parts.Add(new($"gan2_loss_{name}", 1, adversarial));
        }
        if (pass.SecondRandomStyle is { } otherStyle)
        {
            foreach (var (name, domain) in new[] { ("lz_AB", pass.B), ("lz_BA", pass.A) })
            {
                parts.Add(new(name, DritLosses.ModeSeekingWeight, DritLosses.ModeSeeking(
                    domain.Random, domain.SecondRandom!, pass.RandomStyle, otherStyle)));
            }
        }
        return parts;
    }

    /// <summary>The gradient of a loss at everything that paints, by optimizer; null where there is none.</summary>
    private Dictionary<string, Tensor?[]> Differentiate(Tensor loss, bool keepsGraph)
    {
        foreach (string name in PainterNames) Optimizers[name].ZeroGradients();
        loss.backward(retain_graph: keepsGraph);
        var gradients = PainterNames.ToDictionary(
            name => name, name => Optimizers[name].Parameters.Select(parameter => parameter.grad).ToArray());
        foreach (string name in PainterNames) Optimizers[name].ZeroGradients();
        return gradients;
    }

    private void Move(Dictionary<string, Tensor?[]> gradients, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            var optimizer = Optimizers[name];
            foreach (var (parameter, gradient) in optimizer.Parameters.Zip(gradients[name])) parameter.grad = gradient;
            optimizer.Step();
        }
    }

    private IReadOnlyList<LossValue> Finite(IReadOnlyList<LossPart> parts, string totalName, Tensor total)
    {
        var values = parts.Count == 1 && parts[0].Name == totalName
            ? [LossPart.Read(parts, totalName, total)[^1]]
            : LossPart.Read(parts, totalName, total);
        return values.All(loss => double.IsFinite(loss.Value))
            ? values
            : throw new NonFiniteLossException(Iteration, values);
    }
}

using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>The pictures of one iteration with their classes.</summary>
/// <param name="Content">x_a, [N, 3, H, W] in [-1, 1].</param>
/// <param name="ContentLabels">l_a, [N], int64.</param>
/// <param name="Class">x_b, [N, 3, H, W].</param>
/// <param name="ClassLabels">l_b, [N].</param>
internal sealed record FunitPictures(Tensor Content, Tensor ContentLabels, Tensor Class, Tensor ClassLabels);

/// <summary>The losses of both updates of an iteration, in one of two orders of computation.</summary>
internal interface IFunitUpdates
{
    /// <summary>Computes the discriminator's losses and adds their gradients up.</summary>
    IReadOnlyList<LossPart> Discriminator(FunitPictures pictures);

    /// <summary>Computes the generator's losses, with the discriminator already updated.</summary>
    IReadOnlyList<LossPart> Generator(FunitPictures pictures);
}

/// <summary>The log's names of the losses, and their weights.</summary>
internal static class FunitParts
{
    internal static IReadOnlyList<LossPart> Discriminator(
        FunitConfig config, Tensor real, Tensor penalty, Tensor fake, Tensor accuracyReal, Tensor accuracyFake) =>
    [
        new("dis_fake_adv", config.GanWeight, fake),
        new("dis_real_adv", config.GanWeight, real),
        new("dis_reg", FunitLosses.PenaltyWeight, penalty),
        new("accuracy_dis_adv", 0, (accuracyReal + accuracyFake).Times(0.5)),
    ];

    /// <summary>L_GAN, L_R and L_F (paper, equations 4 to 7); features are pooled, [N, C].</summary>
    internal static IReadOnlyList<LossPart> Generator(
        FunitConfig config, FunitPictures pictures, Tensor reconstruction, Tensor responseTranslated,
        Tensor responseReconstructed, Tensor matchContent, Tensor matchClass)
    {
        var adversarial = FunitLosses.Deceive(responseTranslated) + FunitLosses.Deceive(responseReconstructed);
        var accuracy = FunitLosses.JudgedReal(responseTranslated) + FunitLosses.JudgedReal(responseReconstructed);
        return
        [
            new("gen_adv", config.GanWeight, adversarial.Times(0.5)),
            new("gen_recon_x", config.ReconstructionWeight, FunitLosses.Distance(reconstruction, pictures.Content)),
            // Parity (quirk 8): the log's "recon_c" matches features of reconstructions, "recon_s" of translations.
            new("gen_recon_c", config.FeatureMatchingWeight, matchContent),
            new("gen_recon_s", config.FeatureMatchingWeight, matchClass),
            new("accuracy_gen_adv", 0, accuracy.Times(0.5)),
        ];
    }

    /// <summary>The share of places judged to be translated, r &lt; 0.</summary>
    internal static Tensor JudgedFake(Tensor response)
    {
        using var scope = NewDisposeScope();
        return FunitLosses.JudgedReal(response).neg().PlusInPlace(1).MoveToOuterDisposeScope();
    }
}

/// <summary>The original's order of operations.</summary>
/// <remarks>Original: funit_model.py, FUNITModel.forward (198f430).</remarks>
internal sealed class FaithfulUpdates(
    FunitConfig config, FunitGenerator generator, FunitDiscriminator discriminator) : IFunitUpdates
{
    public IReadOnlyList<LossPart> Discriminator(FunitPictures pictures)
    {
        var classPictures = pictures.Class.detach().requires_grad_(true);
        var responseReal = discriminator.Judge(classPictures, pictures.ClassLabels).Response;
        var real = FunitLosses.Real(responseReal);
        real.Times(config.GanWeight).backward(retain_graph: true);
        var penalty = FunitLosses.GradientPenalty(responseReal, classPictures);
        penalty.Times(FunitLosses.PenaltyWeight).backward();
        Tensor translation;
        using (no_grad())
            translation = generator.Decode(
                generator.EncodeContent(pictures.Content), generator.EncodeClass(pictures.Class));
        // Only translations serve as fakes; reconstructions do not.
        var responseFake = discriminator.Judge(translation, pictures.ClassLabels).Response;
        var fake = FunitLosses.Fake(responseFake);
        fake.Times(config.GanWeight).backward();
        return FunitParts.Discriminator(
            config, real, penalty, fake, FunitLosses.JudgedReal(responseReal), FunitParts.JudgedFake(responseFake));
    }

    public IReadOnlyList<LossPart> Generator(FunitPictures pictures)
    {
        var content = generator.EncodeContent(pictures.Content);
        var ownCode = generator.EncodeClass(pictures.Content);
        var classCode = generator.EncodeClass(pictures.Class);
        var translation = generator.Decode(content, classCode);
        var reconstruction = generator.Decode(content, ownCode);
        var translated = discriminator.Judge(translation, pictures.ClassLabels);
        var reconstructed = discriminator.Judge(reconstruction, pictures.ContentLabels);
        // Not detached in the original either; they depend on the discriminator alone, which does not move here.
        var classFeatures = discriminator.Features(pictures.Class);
        var contentFeatures = discriminator.Features(pictures.Content);
        Tensor Match(Tensor features, Tensor target) =>
            FunitLosses.Distance(FunitLosses.Pooled(features), FunitLosses.Pooled(target));
        return FunitParts.Generator(
            config, pictures, reconstruction, translated.Response, reconstructed.Response,
            Match(reconstructed.Features, contentFeatures), Match(translated.Features, classFeatures));
    }
}

/// <summary>The same losses with less work; the README of this folder lists what differs.</summary>
/// <remarks>
/// The generator does not change between the two updates, so one forward pass serves both. Networks without batch
/// statistics see several batches as one.
/// </remarks>
internal sealed class FastUpdates(
    FunitConfig config, FunitGenerator generator, FunitDiscriminator discriminator) : IFunitUpdates
{
    private (Tensor Translation, Tensor Reconstruction)? drawn;

    public IReadOnlyList<LossPart> Discriminator(FunitPictures pictures)
    {
        var content = generator.EncodeContent(pictures.Content);
        var codes = generator.EncodeClass(cat([pictures.Class, pictures.Content], 0));
        var both = generator.Decode(cat([content, content], 0), codes);
        long count = content.shape[0];
        var (translation, reconstruction) = (both.narrow(0, 0, count), both.narrow(0, count, count));
        drawn = (translation, reconstruction);

        var classPictures = pictures.Class.detach().requires_grad_(true);
        var responseReal = discriminator.Judge(classPictures, pictures.ClassLabels).Response;
        var real = FunitLosses.Real(responseReal);
        var penalty = FunitLosses.GradientPenalty(responseReal, classPictures);
        var responseFake = discriminator.Judge(translation.detach(), pictures.ClassLabels).Response;
        var parts = FunitParts.Discriminator(
            config, real, penalty, FunitLosses.Fake(responseFake), FunitLosses.JudgedReal(responseReal),
            FunitParts.JudgedFake(responseFake));
        LossPart.Total(parts).backward(); // one walk through the graph of the real pictures instead of two
        return parts;
    }

    public IReadOnlyList<LossPart> Generator(FunitPictures pictures)
    {
        var (translation, reconstruction) =
            drawn ?? throw new InvalidOperationException("The discriminator's update comes first.");
        drawn = null;
        long count = translation.shape[0];
        Tensor target;
        using (no_grad())
            target = FunitLosses.Pooled(discriminator.Features(cat([pictures.Class, pictures.Content], 0)));
        var judged = discriminator.Judge(
            cat([translation, reconstruction], 0), cat([pictures.ClassLabels, pictures.ContentLabels], 0));
        var features = FunitLosses.Pooled(judged.Features);
        Tensor Match(long start) =>
            FunitLosses.Distance(features.narrow(0, start, count), target.narrow(0, start, count));
        return FunitParts.Generator(
            config, pictures, reconstruction, judged.Response.narrow(0, 0, count),
            judged.Response.narrow(0, count, count), matchContent: Match(count), matchClass: Match(0));
    }
}

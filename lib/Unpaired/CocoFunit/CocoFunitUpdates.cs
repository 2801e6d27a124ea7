using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>A batch of an iteration.</summary>
/// <param name="Content">x_a: [N, 3, H, W] in [-1, 1].</param>
/// <param name="ContentLabels">l_a: [N] whole numbers.</param>
/// <param name="Style">x_b: [N, 3, H, W] in [-1, 1].</param>
/// <param name="StyleLabels">l_b: [N] whole numbers.</param>
internal readonly record struct FewShotPictures(
    Tensor Content, Tensor ContentLabels, Tensor Style, Tensor StyleLabels);

/// <summary>How the two updates of an iteration are computed. The discriminator comes first; the generator's weights do
/// not move in between.</summary>
internal interface ICocoFunitUpdates
{
    /// <summary>The discriminator's loss, ready for backward.</summary>
    IReadOnlyList<LossPart> Discriminator(FewShotPictures batch);

    /// <summary>The generator's losses, ready for backward, with the discriminator as it is now.</summary>
    IReadOnlyList<LossPart> Generator(FewShotPictures batch);
}

/// <summary>The original's order of operations: every network sees one batch at a time, everything is computed where it
/// is used.</summary>
/// <remarks>
/// Parity: each call of a spectrally normalised network in training is a power iteration that changes the weights of
/// the next call: two for the discriminator in its own update, three in the generator's. Original: imaginaire
/// trainers/funit.py (c6f7484).
/// </remarks>
internal sealed class FaithfulUpdates(
    CocoFunitConfig config, CocoFunitGenerator generator, CocoFunitDiscriminator discriminator) : ICocoFunitUpdates
{
    public IReadOnlyList<LossPart> Discriminator(FewShotPictures batch)
    {
        Tensor translation;
        // Parity: the reconstruction is drawn too and not used.
        using (no_grad()) translation = Forward(batch).Translation;
        var fake = discriminator.Judge(translation, batch.StyleLabels);
        var real = discriminator.Judge(batch.Style, batch.StyleLabels);
        return CocoFunitLosses.ForDiscriminator(config, fake, real);
    }

    public IReadOnlyList<LossPart> Generator(FewShotPictures batch)
    {
        var (translation, reconstruction) = Forward(batch);
        var judged = new JudgedPictures(
            discriminator.Judge(translation, batch.StyleLabels),
            discriminator.Judge(batch.Style, batch.StyleLabels),
            // Parity: translations are scored with the style's class, reconstructions with the content's.
            discriminator.Judge(reconstruction, batch.ContentLabels));
        return CocoFunitLosses.ForGenerator(config, batch.Content, reconstruction, judged);
    }

    private (Tensor Translation, Tensor Reconstruction) Forward(FewShotPictures batch)
    {
        var content = generator.ContentEncoder.call(batch.Content);
        var ownStyle = generator.StyleEncoder.call(batch.Content);
        var style = generator.StyleEncoder.call(batch.Style);
        var translation = generator.Decode(content, style);
        return (translation, generator.Decode(content, ownStyle));
    }
}

/// <summary>The same losses with less work; the README of this folder lists what differs.</summary>
/// <remarks>
/// The generator does not change between the two updates of an iteration, so one forward pass serves both. Both styles
/// are encoded as one batch and both pictures drawn as one, since norms look at each sample alone. A generator with
/// spectral norm is computed faithfully: its weights change with every call.
/// </remarks>
internal sealed class FastUpdates(
    CocoFunitConfig config, CocoFunitGenerator generator, CocoFunitDiscriminator discriminator) : ICocoFunitUpdates
{
    private (Tensor Translation, Tensor Reconstruction)? drawn;

    public IReadOnlyList<LossPart> Discriminator(FewShotPictures batch)
    {
        var (translation, reconstruction) = Forward(batch);
        drawn = (translation, reconstruction);
        var fake = discriminator.Judge(translation.detach(), batch.StyleLabels);
        var real = discriminator.Judge(batch.Style, batch.StyleLabels);
        return CocoFunitLosses.ForDiscriminator(config, fake, real);
    }

    public IReadOnlyList<LossPart> Generator(FewShotPictures batch)
    {
        var (translation, reconstruction) =
            drawn ?? throw new InvalidOperationException("The discriminator's update comes first.");
        drawn = null;
        var judged = new JudgedPictures(
            discriminator.Judge(translation, batch.StyleLabels), JudgeStyle(batch),
            discriminator.Judge(reconstruction, batch.ContentLabels));
        return CocoFunitLosses.ForGenerator(config, batch.Content, reconstruction, judged);
    }

    private PatchScores JudgeStyle(FewShotPictures batch)
    {
        // Nothing upstream can be trained.
        using var quiet = no_grad();
        return discriminator.Judge(batch.Style, batch.StyleLabels);
    }

    private (Tensor Translation, Tensor Reconstruction) Forward(FewShotPictures batch)
    {
        long count = batch.Content.shape[0];
        var content = generator.ContentEncoder.call(batch.Content);
        var styles = batch.Style.shape.SequenceEqual(batch.Content.shape)
            ? generator.StyleEncoder.call(cat([batch.Style, batch.Content], 0))
            : cat([generator.StyleEncoder.call(batch.Style), generator.StyleEncoder.call(batch.Content)], 0);
        var both = generator.Decode(cat([content, content], 0), styles);
        return (both.narrow(0, 0, count), both.narrow(0, count, count));
    }
}

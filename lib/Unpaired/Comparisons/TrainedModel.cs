using Unpaired.CocoFunit;
using Unpaired.Data;
using Unpaired.Dunit;
using Unpaired.Funit;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Tunit;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Comparisons;

/// <summary>A trained translator of any of the six papers, asked in one way: a picture and examples in, a picture
/// out.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly IDisposable networks;
    private readonly Func<Picture, IReadOnlyList<Picture>, Direction, Picture> translate;

    private TrainedModel(string system, TranslationCost cost, IDisposable networks, bool hasDirections,
        Func<Picture, IReadOnlyList<Picture>, Direction, Picture> translate)
    {
        (System, Cost, this.networks, HasDirections, this.translate) =
            (system, cost, networks, hasDirections, translate);
    }

    /// <summary>The paper's name, as in weight files: <c>unit</c>, <c>funit</c> …</summary>
    public string System { get; }

    /// <summary>What it holds and does, counted.</summary>
    public TranslationCost Cost { get; }

    /// <summary>Whether it translates between two domains, so that a direction counts; the others are told by examples
    /// alone.</summary>
    public bool HasDirections { get; }

    /// <summary>Reads weights, whatever system they are of.</summary>
    /// <param name="weights">A file of this library (.safetensors).</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="ArgumentException">A file of something else.</exception>
    public static TrainedModel Load(string weights) => WeightTitle.SystemOf(weights) switch
    {
        "unit" => Of(UnitTranslator.Load(weights)),
        "munit" => Of(MunitTranslator.Load(weights)),
        "funit" => Of(FunitTranslator.Load(weights)),
        "coco-funit" => Of(CocoFunitTranslator.Load(weights), "coco-funit"),
        "imaginaire-funit" => Of(CocoFunitTranslator.Load(weights), "imaginaire-funit"),
        "tunit" => Of(TunitTranslator.Load(weights)),
        "dunit" => Of(DunitTranslator.Load(weights)),
        var other => throw new ArgumentException($"'{weights}': expected weights of one of the six; found '{other}'."),
    };

    /// <summary>One translation.</summary>
    /// <param name="input">Any size.</param>
    /// <param name="examples">Of what to translate to, at least one. UNIT does not look at them; MUNIT and DUNIT take the
    /// style of the first, the others the mean code of all.</param>
    /// <param name="direction">From which domain to which; counts for those that <see cref="HasDirections"/>.</param>
    public Picture Translate(
        Picture input, IReadOnlyList<Picture> examples, Direction direction = Direction.AtoB) =>
        translate(input, examples, direction);

    /// <inheritdoc/>
    public void Dispose() => networks.Dispose();

    private static Domain Target(Direction direction) => direction == Direction.AtoB ? Domain.B : Domain.A;

    private static TrainedModel Of(UnitTranslator model) => new("unit", TranslationCost.Of("", model.Config), model, true,
        (input, _, direction) => model.Translate(input, direction));

    private static TrainedModel Of(MunitTranslator model) => new("munit", TranslationCost.Of("", model.Config), model, true,
        (input, examples, direction) =>
        {
            using var style = model.EncodeStyle(examples[0], Target(direction));
            return model.Translate(input, direction, style);
        });

    private static TrainedModel Of(FunitTranslator model) => new("funit", TranslationCost.Of("", model.Config), model, false,
        (input, examples, _) =>
        {
            using var code = model.ClassCode(examples);
            return model.Translate(input, code);
        });

    private static TrainedModel Of(CocoFunitTranslator model, string system) => new(
        system, TranslationCost.Of("", model.Config), model, false,
        (input, examples, _) => model.TranslateLike(input, examples));

    private static TrainedModel Of(TunitTranslator model) => new("tunit", TranslationCost.Of("", model.Config), model, false,
        (input, examples, _) =>
        {
            using var scope = NewDisposeScope();
            using var view = model.Look(examples);
            return model.TranslateStyles(input, view.Styles.mean([0], keepdim: true))[0];
        });

    private static TrainedModel Of(DunitTranslator model) => new("dunit", TranslationCost.Of("", model.Config), model, true,
        (input, examples, direction) =>
        {
            using var style = model.EncodeStyle(examples[0], Target(direction));
            return model.Translate(input, style, direction);
        });
}

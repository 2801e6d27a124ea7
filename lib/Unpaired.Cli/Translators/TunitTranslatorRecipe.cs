using Unpaired.Data;
using Unpaired.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Cli.Translators;

/// <summary>TUNIT: one translation in the style of each reference.</summary>
internal sealed class TunitTranslatorRecipe() : ExampleTranslatorRecipe("tunit")
{
    protected override IPictureTranslator Open(TranslationRequest request, IReadOnlyList<Picture> examples) => Guided(
        TunitTranslator.Load(request.Weights, request.Config), networks => Styles(networks, examples),
        (networks, input, styles) => networks.TranslateStyles(input, styles));

    public override IExampleTranslator OpenForExamples(string weights, string? config) =>
        new ExampleTranslator<TunitTranslator>(TunitTranslator.Load(weights, config),
            (networks, input, examples, _) => networks.Translate(input, examples[0]));

    private static Tensor Styles(TunitTranslator networks, IReadOnlyList<Picture> references)
    {
        using var scope = NewDisposeScope();
        return cat([.. references.Select(picture => networks.Style(picture).reshape(1, -1))]).MoveToOuterDisposeScope();
    }
}

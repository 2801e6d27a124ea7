using Unpaired.CocoFunit;
using Unpaired.Data;

namespace Unpaired.Cli.Translators;

/// <summary>COCO-FUNIT and imaginaire's FUNIT: each picture as one of the class that the examples show.</summary>
/// <param name="system">Which of the two; both are read alike.</param>
internal sealed class CocoFunitTranslatorRecipe(string system) : ExampleTranslatorRecipe(system)
{
    protected override IPictureTranslator Open(TranslationRequest request, IReadOnlyList<Picture> examples) => Guided(
        CocoFunitTranslator.Load(request.Weights, request.Config), networks => networks.EncodeStyle(examples),
        (networks, input, style) => [networks.Translate(input, style)]);

    public override IExampleTranslator OpenForExamples(string weights, string? config) =>
        new ExampleTranslator<CocoFunitTranslator>(
            CocoFunitTranslator.Load(weights, config), (networks, input, examples, _) =>
            {
                using var style = networks.EncodeStyle(examples);
                return networks.Translate(input, style);
            });
}

using Unpaired.Data;
using Unpaired.Funit;

namespace Unpaired.Cli.Translators;

/// <summary>FUNIT: each picture as one of the class that the examples show.</summary>
internal sealed class FunitTranslatorRecipe() : ExampleTranslatorRecipe("funit")
{
    protected override IPictureTranslator Open(TranslationRequest request, IReadOnlyList<Picture> examples) => Guided(
        FunitTranslator.Load(request.Weights, request.Config), networks => networks.ClassCode(examples),
        (networks, input, code) => [networks.Translate(input, code)]);

    public override IExampleTranslator OpenForExamples(string weights, string? config) =>
        new ExampleTranslator<FunitTranslator>(FunitTranslator.Load(weights, config), (networks, input, examples, _) =>
        {
            using var code = networks.ClassCode(examples);
            return networks.Translate(input, code);
        });
}

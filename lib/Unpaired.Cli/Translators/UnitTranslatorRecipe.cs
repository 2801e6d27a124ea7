using Unpaired.Data;
using Unpaired.Training;
using Unpaired.Unit;

namespace Unpaired.Cli.Translators;

/// <summary>UNIT: one translation of each picture.</summary>
internal sealed class UnitTranslatorRecipe : TranslatorRecipe
{
    public override string System => "unit";

    public override IPictureTranslator Open(TranslationRequest request)
    {
        Refuse(request.StyleImages.Count > 0, "--style-image", "has one translation of a picture and no styles");
        Refuse(request.Styles is not null, "--styles", "has one translation of a picture and no styles");
        return new Single(UnitTranslator.Load(request.Weights, request.Config), request.Direction);
    }

    public override IExampleTranslator OpenForExamples(string weights, string? config) =>
        new ExampleTranslator<UnitTranslator>(UnitTranslator.Load(weights, config),
            (networks, input, _, direction) => networks.Translate(input, direction));

    private sealed class Single(UnitTranslator translator, Direction direction) : IPictureTranslator
    {
        public IReadOnlyList<Picture> Translate(Picture input) => [translator.Translate(input, direction)];

        public void Dispose() => translator.Dispose();
    }
}

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

    private sealed class Single(UnitTranslator translator, Direction direction) : IPictureTranslator
    {
        public IReadOnlyList<Picture> Translate(Picture input) => [translator.Translate(input, direction)];

        public void Dispose() => translator.Dispose();
    }
}

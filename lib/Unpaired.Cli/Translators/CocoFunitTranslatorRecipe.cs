using Unpaired.CocoFunit;
using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Cli.Translators;

/// <summary>COCO-FUNIT and imaginaire's FUNIT: each picture as one of the class that the examples show.</summary>
/// <param name="system">Which of the two; both are read alike.</param>
internal sealed class CocoFunitTranslatorRecipe(string system) : TranslatorRecipe
{
    public override string System => system;

    public override IPictureTranslator Open(TranslationRequest request)
    {
        Refuse(request.Styles is not null, "--styles", "takes the style from examples and draws none");
        if (request.StyleImages.Count == 0)
            throw new ArgumentException(
                $"--style-image: {System} needs at least one picture of the class to translate to; found none.");
        var translator = CocoFunitTranslator.Load(request.Weights, request.Config);
        try
        {
            return new OfClass(translator, translator.EncodeStyle([.. request.StyleImages.Select(PictureFile.Load)]));
        }
        catch
        {
            translator.Dispose();
            throw;
        }
    }

    private sealed class OfClass(CocoFunitTranslator translator, Tensor style) : IPictureTranslator
    {
        public IReadOnlyList<Picture> Translate(Picture input) => [translator.Translate(input, style)];

        public void Dispose()
        {
            style.Dispose();
            translator.Dispose();
        }
    }
}

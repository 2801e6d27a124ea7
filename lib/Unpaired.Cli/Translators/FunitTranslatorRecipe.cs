using Unpaired.Data;
using Unpaired.Funit;
using static TorchSharp.torch;

namespace Unpaired.Cli.Translators;

/// <summary>FUNIT: each picture as one of the class that the examples show.</summary>
internal sealed class FunitTranslatorRecipe : TranslatorRecipe
{
    public override string System => "funit";

    public override IPictureTranslator Open(TranslationRequest request)
    {
        Refuse(request.Styles is not null, "--styles", "takes the class from examples and draws none");
        if (request.StyleImages.Count == 0)
            throw new ArgumentException(
                $"--style-image: {System} needs at least one picture of the class to translate to; found none.");
        var translator = FunitTranslator.Load(request.Weights, request.Config);
        try
        {
            return new OfClass(translator, translator.ClassCode(request.StyleImages.Select(PictureFile.Load)));
        }
        catch
        {
            translator.Dispose();
            throw;
        }
    }

    private sealed class OfClass(FunitTranslator translator, Tensor code) : IPictureTranslator
    {
        public IReadOnlyList<Picture> Translate(Picture input) => [translator.Translate(input, code)];

        public void Dispose()
        {
            code.Dispose();
            translator.Dispose();
        }
    }
}

using Unpaired.Data;
using Unpaired.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Cli.Translators;

/// <summary>TUNIT: one translation in the style of each reference.</summary>
internal sealed class TunitTranslatorRecipe : TranslatorRecipe
{
    public override string System => "tunit";

    public override IPictureTranslator Open(TranslationRequest request)
    {
        Refuse(request.Styles is not null, "--styles", "takes the style from references and draws none");
        if (request.StyleImages.Count == 0)
            throw new ArgumentException($"--style-image: {System} needs at least one reference picture; found none.");
        var translator = TunitTranslator.Load(request.Weights, request.Config);
        try
        {
            using var scope = NewDisposeScope();
            var references = request.StyleImages.Select(path => translator.Style(PictureFile.Load(path)));
            var styles = cat([.. references.Select(style => style.reshape(1, -1))]);
            return new AfterReferences(translator, styles.MoveToOuterDisposeScope());
        }
        catch
        {
            translator.Dispose();
            throw;
        }
    }

    private sealed class AfterReferences(TunitTranslator translator, Tensor styles) : IPictureTranslator
    {
        public IReadOnlyList<Picture> Translate(Picture input) => translator.TranslateStyles(input, styles);

        public void Dispose()
        {
            styles.Dispose();
            translator.Dispose();
        }
    }
}

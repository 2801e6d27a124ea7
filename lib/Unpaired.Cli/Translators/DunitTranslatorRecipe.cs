using Unpaired.Data;
using Unpaired.Dunit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Cli.Translators;

/// <summary>DUNIT and DRIT: each picture in drawn styles or in those of examples; objects are detected.</summary>
internal sealed class DunitTranslatorRecipe : TranslatorRecipe
{
    public override string System => "dunit";

    public override IPictureTranslator Open(TranslationRequest request)
    {
        if (request.StyleImages.Count > 0 && request.Styles is not null)
            throw new ArgumentException("Expected one of --style-image and --styles; found both.");
        if (request.Styles < 1)
            throw new ArgumentException($"--styles: expected at least 1, found {request.Styles}.");
        var translator = DunitTranslator.Load(request.Weights, request.Config);
        try
        {
            return new Styled(translator, Styles(translator, request), request.Direction);
        }
        catch
        {
            translator.Dispose();
            throw;
        }
    }

    private static Tensor Styles(DunitTranslator translator, TranslationRequest request)
    {
        if (request.StyleImages.Count == 0) return translator.SampleStyles(request.Styles ?? 1, request.Seed);
        using var scope = NewDisposeScope();
        var domain = request.Direction == Direction.AtoB ? Domain.B : Domain.A;
        return cat([.. request.StyleImages.Select(path => translator.StyleOf(PictureFile.Load(path), domain))], 0)
            .MoveToOuterDisposeScope();
    }

    private sealed class Styled(DunitTranslator translator, Tensor styles, Direction direction) : IPictureTranslator
    {
        public IReadOnlyList<Picture> Translate(Picture input) => translator.TranslateStyles(input, direction, styles);

        public void Dispose()
        {
            styles.Dispose();
            translator.Dispose();
        }
    }
}

using Unpaired.Data;
using Unpaired.Munit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Cli.Translators;

/// <summary>MUNIT: the content of each picture, in drawn styles or in those of examples.</summary>
internal sealed class MunitTranslatorRecipe : TranslatorRecipe
{
    public override string System => "munit";

    public override IPictureTranslator Open(TranslationRequest request)
    {
        if (request.StyleImages.Count > 0 && request.Styles is not null)
            throw new ArgumentException("Expected one of --style-image and --styles; found both.");
        if (request.Styles < 1)
            throw new ArgumentException($"--styles: expected at least 1, found {request.Styles}.");
        var translator = MunitTranslator.Load(request.Weights, request.Config);
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

    public override IExampleTranslator OpenForExamples(string weights, string? config) =>
        new ExampleTranslator<MunitTranslator>(MunitTranslator.Load(weights, config),
            (networks, input, examples, direction) =>
            {
                using var style = networks.EncodeStyle(
                    examples[0], direction == Direction.AtoB ? Domain.B : Domain.A);
                return networks.Translate(input, direction, style);
            });

    private static Tensor Styles(MunitTranslator translator, TranslationRequest request)
    {
        if (request.StyleImages.Count == 0) return translator.SampleStyles(request.Styles ?? 1, request.Seed);
        using var scope = NewDisposeScope();
        var domain = request.Direction == Direction.AtoB ? Domain.B : Domain.A;
        return cat([.. request.StyleImages.Select(path => translator.EncodeStyle(PictureFile.Load(path), domain))], 0)
            .MoveToOuterDisposeScope();
    }

    private sealed class Styled(MunitTranslator translator, Tensor styles, Direction direction) : IPictureTranslator
    {
        public IReadOnlyList<Picture> Translate(Picture input) => translator.TranslateStyles(input, direction, styles);

        public void Dispose()
        {
            styles.Dispose();
            translator.Dispose();
        }
    }
}

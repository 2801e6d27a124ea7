using Unpaired.Munit;

namespace Unpaired.Cli.Translators;

/// <summary>MUNIT: the content of each picture, in drawn styles or in those of examples.</summary>
internal sealed class MunitTranslatorRecipe : TranslatorRecipe
{
    public override string System => "munit";

    public override IPictureTranslator Open(TranslationRequest request) => StyledTranslator<MunitTranslator>.Open(
        request, MunitTranslator.Load, (translator, count, seed) => translator.SampleStyles(count, seed),
        (translator, example, domain) => translator.EncodeStyle(example, domain),
        (translator, input, direction, styles) => translator.TranslateStyles(input, direction, styles));

    public override IExampleTranslator OpenForExamples(string weights, string? config) =>
        StyledTranslator<MunitTranslator>.ForExamples(
            MunitTranslator.Load(weights, config),
            (networks, example, domain) => networks.EncodeStyle(example, domain),
            (networks, input, direction, style) => networks.Translate(input, direction, style));
}

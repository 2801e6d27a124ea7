using Unpaired.Dunit;

namespace Unpaired.Cli.Translators;

/// <summary>DUNIT and DRIT: each picture in drawn styles or in those of examples; objects are detected.</summary>
internal sealed class DunitTranslatorRecipe : TranslatorRecipe
{
    public override string System => "dunit";

    public override IPictureTranslator Open(TranslationRequest request) => StyledTranslator<DunitTranslator>.Open(
        request, DunitTranslator.Load, (translator, count, seed) => translator.SampleStyles(count, seed),
        (translator, example, domain) => translator.EncodeStyle(example, domain),
        (translator, input, direction, styles) => translator.TranslateStyles(input, direction, styles));

    public override IExampleTranslator OpenForExamples(string weights, string? config) =>
        StyledTranslator<DunitTranslator>.ForExamples(
            DunitTranslator.Load(weights, config),
            (networks, example, domain) => networks.EncodeStyle(example, domain),
            (networks, input, direction, style) => networks.Translate(input, style, direction));
}

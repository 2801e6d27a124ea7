using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Cli.Translators;

/// <summary>What papers have in common that are told by pictures what to translate to.</summary>
/// <param name="system">The paper's name, as in the weights' metadata.</param>
internal abstract class ExampleTranslatorRecipe(string system) : TranslatorRecipe
{
    public override string System => system;

    public override IPictureTranslator Open(TranslationRequest request)
    {
        Refuse(request.Styles is not null, "--styles", "takes the style from examples and draws none");
        if (request.StyleImages.Count == 0)
            throw new ArgumentException(
                $"--style-image: {System} needs at least one picture of what to translate to; found none.");
        return Open(request, [.. request.StyleImages.Select(PictureFile.Load)]);
    }

    /// <summary>Reads the weights and encodes the examples.</summary>
    /// <param name="request">Where the weights are.</param>
    /// <param name="examples">At least one.</param>
    protected abstract IPictureTranslator Open(TranslationRequest request, IReadOnlyList<Picture> examples);

    /// <summary>Networks with what the examples ask for; frees the networks if encoding fails.</summary>
    /// <param name="networks">Freed with the result.</param>
    /// <param name="encode">The code of the examples; freed with the result.</param>
    /// <param name="translate">A picture, after a code.</param>
    protected static IPictureTranslator Guided<T>(
        T networks, Func<T, Tensor> encode, Func<T, Picture, Tensor, IReadOnlyList<Picture>> translate)
        where T : IDisposable
    {
        try
        {
            return new GuidedTranslator<T>(networks, encode(networks), translate);
        }
        catch
        {
            networks.Dispose();
            throw;
        }
    }

    private sealed class GuidedTranslator<T>(
        T networks, Tensor code, Func<T, Picture, Tensor, IReadOnlyList<Picture>> translate) : IPictureTranslator
        where T : IDisposable
    {
        public IReadOnlyList<Picture> Translate(Picture input) => translate(networks, input, code);

        public void Dispose()
        {
            code.Dispose();
            networks.Dispose();
        }
    }
}

using Unpaired.Data;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Cli.Translators;

/// <summary>A translator between two domains whose answers take a style: drawn, or of example pictures.</summary>
/// <typeparam name="T">The paper's own translator.</typeparam>
internal sealed class StyledTranslator<T> : IPictureTranslator where T : IDisposable
{
    private readonly T translator;
    private readonly Tensor styles;
    private readonly Func<Picture, IReadOnlyList<Picture>> translate;

    private StyledTranslator(T translator, Tensor styles, Func<Picture, IReadOnlyList<Picture>> translate)
    {
        (this.translator, this.styles, this.translate) = (translator, styles, translate);
    }

    /// <summary>Loads the networks and prepares all styles that were asked for.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="load">Weights and configuration to translator.</param>
    /// <param name="sample">So many styles from the prior, by a seed: [count, …].</param>
    /// <param name="encode">The style of an example of a domain: [1, …].</param>
    /// <param name="translate">One input in all styles.</param>
    /// <exception cref="ArgumentException">Examples and a number of styles together, or a number below 1.</exception>
    public static StyledTranslator<T> Open(
        TranslationRequest request, Func<string, string?, T> load, Func<T, int, long, Tensor> sample,
        Func<T, Picture, Domain, Tensor> encode,
        Func<T, Picture, Direction, Tensor, IReadOnlyList<Picture>> translate)
    {
        if (request.StyleImages.Count > 0 && request.Styles is not null)
            throw new ArgumentException("Expected one of --style-image and --styles; found both.");
        if (request.Styles < 1)
            throw new ArgumentException($"--styles: expected at least 1, found {request.Styles}.");
        var translator = load(request.Weights, request.Config);
        try
        {
            var styles = Styles(translator);
            return new StyledTranslator<T>(
                translator, styles, input => translate(translator, input, request.Direction, styles));
        }
        catch
        {
            translator.Dispose();
            throw;
        }

        Tensor Styles(T networks)
        {
            if (request.StyleImages.Count == 0) return sample(networks, request.Styles ?? 1, request.Seed);
            using var scope = NewDisposeScope();
            var domain = Target(request.Direction);
            return cat([.. request.StyleImages.Select(path => encode(networks, PictureFile.Load(path), domain))], 0)
                .MoveToOuterDisposeScope();
        }
    }

    /// <summary>A translator for questions that come with an example: its style is the first example's.</summary>
    /// <param name="translator">Its to dispose.</param>
    /// <param name="encode">The style of an example of a domain.</param>
    /// <param name="translate">One input in one style.</param>
    public static IExampleTranslator ForExamples(
        T translator, Func<T, Picture, Domain, Tensor> encode, Func<T, Picture, Direction, Tensor, Picture> translate) =>
        new ExampleTranslator<T>(translator, (networks, input, examples, direction) =>
        {
            using var style = encode(networks, examples[0], Target(direction));
            return translate(networks, input, direction, style);
        });

    public IReadOnlyList<Picture> Translate(Picture input) => translate(input);

    public void Dispose()
    {
        styles.Dispose();
        translator.Dispose();
    }

    private static Domain Target(Direction direction) => direction == Direction.AtoB ? Domain.B : Domain.A;
}

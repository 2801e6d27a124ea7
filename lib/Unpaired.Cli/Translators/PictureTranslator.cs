using Unpaired.Data;
using Unpaired.Training;

namespace Unpaired.Cli.Translators;

/// <summary>How <c>unpaired translate</c> uses the trained networks of one paper.</summary>
internal abstract class TranslatorRecipe
{
    /// <summary>The paper's name, as in the weights' metadata: <c>munit</c> …</summary>
    public abstract string System { get; }

    /// <summary>Reads the weights and makes ready what all pictures have in common, such as styles.</summary>
    /// <exception cref="ArgumentException">Something asked for that this paper cannot do.</exception>
    public abstract IPictureTranslator Open(TranslationRequest request);

    /// <summary>Reads the weights for questions that each bring their own examples, as <c>unpaired evaluate</c>
    /// asks.</summary>
    /// <param name="weights">The trained networks.</param>
    /// <param name="config">The YAML file of the experiment; null where the weights hold it.</param>
    /// <exception cref="ArgumentException">Networks that cannot be asked so.</exception>
    public virtual IExampleTranslator OpenForExamples(string weights, string? config) => throw new ArgumentException(
        $"'{weights}': {System} takes more than a picture and examples; expected networks of another paper.");

    /// <summary>Refuses an option that was given.</summary>
    protected void Refuse(bool given, string option, string why)
    {
        if (given) throw new ArgumentException($"{option}: {System} {why}; leave it out.");
    }
}

/// <summary>Networks that translate, ready for one picture after the other.</summary>
internal interface IPictureTranslator : IDisposable
{
    /// <summary>The translations of a picture, in the same number and order for each.</summary>
    /// <param name="input">Any size.</param>
    IReadOnlyList<Picture> Translate(Picture input);
}

/// <summary>Networks that translate each picture after its own examples.</summary>
internal interface IExampleTranslator : IDisposable
{
    /// <summary>One translation.</summary>
    /// <param name="input">Any size.</param>
    /// <param name="examples">Of what to translate to, at least one; networks without styles do not look at
    /// them.</param>
    /// <param name="direction">From which domain to which, where there are two.</param>
    Picture Translate(Picture input, IReadOnlyList<Picture> examples, Direction direction);
}

/// <summary>Any networks with the way to ask them.</summary>
/// <param name="networks">Freed with it.</param>
/// <param name="translate">One translation.</param>
internal sealed class ExampleTranslator<T>(
    T networks, Func<T, Picture, IReadOnlyList<Picture>, Direction, Picture> translate) : IExampleTranslator
    where T : IDisposable
{
    public Picture Translate(Picture input, IReadOnlyList<Picture> examples, Direction direction) =>
        translate(networks, input, examples, direction);

    public void Dispose() => networks.Dispose();
}

/// <summary>What was asked for.</summary>
/// <param name="Weights">The trained networks.</param>
/// <param name="Config">The YAML file of the experiment; null where the weights hold it.</param>
/// <param name="Direction">From which domain to which.</param>
/// <param name="StyleImages">Examples to take the style from; empty for none.</param>
/// <param name="Styles">Styles to draw, or null.</param>
/// <param name="Seed">Decides the drawn styles.</param>
internal sealed record TranslationRequest(
    string Weights, string? Config, Direction Direction, IReadOnlyList<string> StyleImages, int? Styles, long Seed);

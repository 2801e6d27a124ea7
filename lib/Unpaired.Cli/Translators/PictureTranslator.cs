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

/// <summary>What was asked for.</summary>
/// <param name="Weights">The trained networks.</param>
/// <param name="Config">The YAML file of the experiment; null where the weights hold it.</param>
/// <param name="Direction">From which domain to which.</param>
/// <param name="StyleImages">Examples to take the style from; empty for none.</param>
/// <param name="Styles">Styles to draw, or null.</param>
/// <param name="Seed">Decides the drawn styles.</param>
internal sealed record TranslationRequest(
    string Weights, string? Config, Direction Direction, IReadOnlyList<string> StyleImages, int? Styles, long Seed);

using Unpaired.Data;
using Unpaired.Metrics.Features;

namespace Unpaired.Metrics.Evaluations;

/// <summary>Says which class a picture shows: FUNIT's few-shot classification accuracy asks whether it is the class that
/// a translation was asked for.</summary>
public sealed class TargetClassifier
{
    private readonly Func<IReadOnlyList<Picture>, IReadOnlyList<int>> recognize;

    private TargetClassifier(
        string name, IReadOnlyList<string> classes, Func<IReadOnlyList<Picture>, IReadOnlyList<int>> recognize) =>
        (Name, Classes, this.recognize) = (name, classes, recognize);

    /// <summary>What it is, in words.</summary>
    public string Name { get; }

    /// <summary>The classes that it chooses among.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>A network trained on true pictures of the target classes: FUNIT's "test" classifier.</summary>
    /// <param name="recognizer">Stays the caller's.</param>
    public static TargetClassifier Of(ClassRecognizer recognizer) => new(
        $"a classifier of {recognizer.Classes.Count} classes", recognizer.Classes,
        pictures => recognizer.Recognize(pictures));

    /// <summary>The network of the drawn worlds, choosing among some species.</summary>
    /// <param name="network">Stays the caller's.</param>
    /// <param name="species">Names of species.</param>
    /// <exception cref="ArgumentException">No species, or one that the network was not trained on.</exception>
    public static TargetClassifier OfWorlds(WorldFeatures network, IReadOnlyList<string> species) => new(
        $"{network.Name}, choosing among {species.Count} species", species,
        pictures => network.Recognize(pictures, [.. species.Select(WorldClasses.NameOfSpecies)]));

    /// <summary>The class of each picture, as a number into <see cref="Classes"/>.</summary>
    /// <param name="pictures">At least one.</param>
    public IReadOnlyList<int> Recognize(IReadOnlyList<Picture> pictures) => recognize(pictures);
}

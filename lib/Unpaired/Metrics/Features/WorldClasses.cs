using System.Globalization;
using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Metrics.Features;

/// <summary>
/// All drawn worlds as one set of classes, in which content and look both count: outlines by kind; filled objects by
/// kind, third of the hues and whether they are patterned; species; streets by domain and time or strength of the
/// light.
/// </summary>
/// <remarks>What the network of <see cref="WorldFeatures"/> learnt to tell apart. Pictures are drawn when asked
/// for.</remarks>
public sealed class WorldClasses : IClassPictures
{
    private const int HueThirds = 3;
    private const long Stream = 77; // apart from every training and test set of the worlds

    private readonly ObjectsWorld objects = new(WorldFeatures.Side);
    private readonly SpeciesWorld species = new(WorldFeatures.Side);
    private readonly StreetsWorld streets = new(WorldFeatures.Side);
    private readonly List<(string Name, Func<SplitMixRandom, Picture> Draw)> classes = [];
    private readonly long seed;
    private readonly int count;

    /// <summary>Describes the set; nothing is drawn yet.</summary>
    /// <param name="picturesPerClass">At least 1.</param>
    /// <param name="seed">Another seed, other pictures.</param>
    /// <exception cref="ArgumentException">No pictures.</exception>
    public WorldClasses(int picturesPerClass, long seed)
    {
        if (picturesPerClass < 1)
            throw new ArgumentException(
                $"Expected at least 1 picture of each class; got {picturesPerClass}.", nameof(picturesPerClass));
        (count, this.seed) = (picturesPerClass, seed);
        foreach (var kind in Enum.GetValues<ObjectKind>()) AddObjects(kind);
        foreach (var one in SpeciesWorld.All)
            classes.Add((NameOfSpecies(one.Name), random => species.Render(species.SampleContent(random), one)));
        foreach (var domain in Enum.GetValues<StreetDomain>()) AddStreets(domain);
    }

    /// <inheritdoc/>
    public int ClassCount => classes.Count;

    /// <inheritdoc/>
    public string Name(int classIndex) => classes[classIndex].Name;

    /// <inheritdoc/>
    public int Count(int classIndex) => count;

    /// <inheritdoc/>
    public Picture this[int classIndex, int index] =>
        classes[classIndex].Draw(new SplitMixRandom(seed, Stream, classIndex, index));

    /// <summary>What the class of a species is called.</summary>
    internal static string NameOfSpecies(string species) => $"species {species}";

    private void AddObjects(ObjectKind kind)
    {
        classes.Add(($"outline {kind}", random => objects.RenderOutline(objects.SampleContent(random, kind))));
        for (int i = 0; i < HueThirds; i++)
        {
            int third = i; // its own variable for each class
            foreach (bool patterned in new[] { false, true })
            {
                string look = patterned ? "patterned" : "plain";
                classes.Add((string.Create(CultureInfo.InvariantCulture, $"{kind}, hue third {third}, {look}"),
                    random => Filled(kind, third, patterned, random)));
            }
        }
    }

    private Picture Filled(ObjectKind kind, int third, bool patterned, SplitMixRandom random)
    {
        var style = objects.SampleStyle(random);
        var patterns = Enum.GetValues<ObjectPattern>();
        return objects.Render(objects.SampleContent(random, kind), style with
        {
            Hue = (third + random.NextDouble()) * 360 / HueThirds,
            Pattern = patterned ? patterns[1 + random.Next(patterns.Length - 1)] : ObjectPattern.Solid,
        });
    }

    private void AddStreets(StreetDomain domain)
    {
        foreach (bool strong in new[] { false, true })
            classes.Add(($"streets {domain}, {(strong ? "strong" : "weak")}", random => Street(domain, strong, random)));
    }

    private Picture Street(StreetDomain domain, bool strong, SplitMixRandom random)
    {
        var style = streets.SampleStyle(random, domain);
        double half = (random.NextDouble() / 2) + (strong ? 0.5 : 0);
        return streets.Render(streets.SampleContent(random), style with { SunHeight = half, Dusk = half, RainDensity = half });
    }
}

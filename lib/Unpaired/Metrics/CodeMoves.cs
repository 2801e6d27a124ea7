using Unpaired.Data;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>
/// How far codes move when one factor of a picture is changed, as shares of how far they move when both are changed: what
/// a code knows of species and of pose. Only a world that draws on demand can tell.
/// </summary>
/// <param name="OtherSpecies">Same content, another species: 0 for a code that knows nothing of species.</param>
/// <param name="OtherContent">Same species, another content: 0 for a code that knows nothing of pose and place.</param>
public sealed record CodeMoves(double OtherSpecies, double OtherContent)
{
    private const int SpeciesStep = 5; // to a species of another plan, mostly: plans stand together

    /// <summary>Draws pictures, changes them, encodes them.</summary>
    /// <param name="world">Who draws.</param>
    /// <param name="encode">[N, 3, H, W] to codes [N, ...].</param>
    /// <param name="species">Of which species; at least two.</param>
    /// <param name="count">How many pictures, at least 2.</param>
    /// <param name="seed">Decides the contents.</param>
    /// <exception cref="ArgumentException">Fewer than two species or pictures.</exception>
    public static CodeMoves Measure(
        SpeciesWorld world, Func<Tensor, Tensor> encode, IReadOnlyList<Species> species, int count = 24, long seed = 1)
    {
        if (species.Count < 2 || count < 2)
            throw new ArgumentException($"Expected two species and two pictures or more; got {species.Count} and {count}.");
        var random = new SplitMixRandom(seed, 61);
        var contents = Enumerable.Range(0, count + 1).Select(_ => world.SampleContent(random)).ToList();
        int step = species.Count > SpeciesStep ? SpeciesStep : 1;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor Codes(int content, int kind) => encode(Picture.ToBatch(Enumerable.Range(0, count).Select(i =>
            world.Render(contents[i + content], species[(i * step + kind * step) % species.Count]))));
        var before = Codes(0, 0);
        double Moved(int content, int kind) =>
            (Codes(content, kind) - before).abs().mean().to(float64).item<double>();
        double both = Moved(1, 1);
        return new CodeMoves(Moved(0, 1) / both, Moved(1, 0) / both);
    }
}

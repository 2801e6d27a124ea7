using Unpaired.Data;
using Unpaired.Funit;
using Unpaired.Metrics;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Tests.Funit;

/// <summary>What notebook 03 calls beside the networks.</summary>
public sealed class FunitNotebookTests
{
    private static readonly SpeciesWorld World = new(32) { Studio = true };

    [Fact]
    public void Heads_MeanScoresAndMaps_AreThoseOfTheNetwork()
    {
        using var discriminator = new FunitDiscriminator(new FunitDiscriminatorConfig { Width = 2, ResidualBlocks = 4, Classes = 4 });
        var pictures = new SpeciesDataset(World, SpeciesWorld.Ten.Take(3), picturesPerSpecies: 2, seed: 1);
        double[,] scores = FunitHeads.MeanScores(discriminator, pictures);
        using var scope = NewDisposeScope();
        var batch = Picture.ToBatch([pictures[1, 0], pictures[1, 1]]);
        double wanted = discriminator.Judge(batch, tensor(new long[] { 2, 2 })).Response.mean().item<float>();
        Assert.Equal((3, 3), (scores.GetLength(0), scores.GetLength(1)));
        Assert.Equal(wanted, scores[1, 2], 1e-5);
        var map = FunitHeads.Map(discriminator, pictures[0, 0], 3);
        Assert.Equal((32, 32), (map.Width, map.Height));
        Assert.Equal(map.Rgb[0], map.Rgb[3]); // the first patch is two pixels wide
        Assert.Throws<ArgumentOutOfRangeException>(() => FunitHeads.Map(discriminator, pictures[0, 0], 4));
        Assert.Throws<ArgumentException>(() => FunitHeads.MeanScores(
            discriminator, new SpeciesDataset(World, SpeciesWorld.Ten, picturesPerSpecies: 1, seed: 1)));
    }

    [Fact]
    public void Ladder_EveryLayer_IsWithinTolerance()
    {
        var layers = FunitLadder.Climb(FunitGoldens.Folder);
        Assert.Equal(["class encoder", "content encoder", "MLP", "decoder"], layers.Select(l => l.Network).Distinct());
        Assert.All(layers, layer => Assert.InRange(layer.Relative, 0, 1e-9));
    }

    [Fact]
    public void Diagram_OneAndManyExamples_IsDrawn()
    {
        var picture = World.Render(new SpeciesContent(), SpeciesWorld.Seen[0]);
        Assert.NotEmpty(FunitDiagram.Draw(picture, [picture], picture).ToPng());
        Assert.NotEmpty(FunitDiagram.Draw(picture, [picture, picture, picture, picture], picture).ToPng());
        Assert.Throws<ArgumentException>(() => FunitDiagram.Draw(picture, [], picture));
    }

    [Fact]
    public void ClassCodeMap_CodesThatTellClassesApart_FindTheirMeans()
    {
        var pictures = new SpeciesDataset(World, SpeciesWorld.Ten.Take(3), picturesPerSpecies: 6, seed: 1);
        int call = 0;
        // A code that is the number of the class and nothing else.
        var map = ClassCodeMap.Of(pictures, known: 4, x => full([x.shape[0], 2], (float)call++));
        Assert.Equal(new Share(6, 6), map.NearestOwn);
        Assert.Equal(1 / 3.0, map.Chance, 1e-12);
        Assert.Contains("100", map.ToChart("Codes").Text, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ClassCodeMap.Of(pictures, known: 6, x => x));
    }

    [Fact]
    public void CodeMoves_OfConstantAndPixels_SayWhatTheCodeKnows()
    {
        // Pixels know both: each factor moves them, none as far as both.
        var moves = CodeMoves.Measure(World, x => x, SpeciesWorld.Ten, count: 8);
        Assert.InRange(moves.OtherSpecies, 0.1, 1.2);
        Assert.InRange(moves.OtherContent, 0.1, 1.2);
        Assert.Throws<ArgumentException>(() => CodeMoves.Measure(World, x => x, [SpeciesWorld.Ten[0]]));
    }
}

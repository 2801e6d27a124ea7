using Unpaired.Tests.Checkpoints;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Verification;

public sealed class OriginalNetworkTests
{
    public static TheoryData<string, int> Systems => new()
    {
        { "munit", 20 }, { "unit", 10 }, { "funit", 17 }, { "tunit", 5 }, { "coco-funit", 19 },
    };

    [Theory, MemberData(nameof(Systems))]
    public void Compare_OwnWeights_AgreesInEveryLayer(string system, int layers)
    {
        using var original = Open(system);
        var comparison = original.Compare();

        Assert.Equal(layers, comparison.Layers.Count);
        Assert.InRange(comparison.Worst, 0, 1e-13);
        Assert.Null(comparison.FirstApart());
        Assert.InRange(original.Compare(type: ScalarType.Float32).Worst, 1e-8, 1e-4);
    }

    [Fact]
    public void Compare_OneWeightChanged_PartsInItsChannelThenEverywhereBehind()
    {
        using var scope = NewDisposeScope();
        using var original = Open("munit");
        var weights = original.CopyWeights();
        weights["enc_content.model.1.conv.weight"][4, 0, 0, 0] += 0.25f;
        var comparison = original.Compare(weights);

        Assert.Equal("enc_content.model.1", comparison.FirstApart()!.Name);
        var channels = comparison["enc_content.model.1"].Channels;
        Assert.Equal([4], Enumerable.Range(0, channels.Count).Where(i => channels[i] > 1e-9));
        Assert.All(comparison.Layers, layer => Assert.Equal(
            layer.Name is "enc_content.model.1" or "enc_content.model.2" or "enc_content.model.3"
            || layer.Name.StartsWith("dec.", StringComparison.Ordinal), layer.Relative > 1e-9));
        Assert.Throws<ArgumentException>(() => comparison["enc_content.model.9"]);
        Assert.InRange(original.Compare().Worst, 0, 1e-13); // the file is as it was
    }

    [Fact]
    public void Compare_BiasInFrontOfInstanceNorm_HasNoEffect()
    {
        using var scope = NewDisposeScope();
        using var original = Open("munit");
        var weights = original.CopyWeights();
        weights["enc_content.model.1.conv.bias"].add_(10);

        Assert.InRange(original.Compare(weights).Worst, 0, 1e-9);
    }

    [Fact]
    public void Open_OtherFolder_NamesThoseThereAre() => Assert.Contains(
        "named munit, unit, funit", Assert.Throws<ArgumentException>(() => OriginalNetwork.Open("goldens/detector")).Message);

    [Fact]
    public void HeatMaps_Comparison_SayWhatIsToBeSeen()
    {
        using var scope = NewDisposeScope();
        using var original = Open("munit");
        var weights = original.CopyWeights();
        var agrees = original.Compare();
        weights["dec.model.2.conv.weight"].view(-1)[0] += 0.25f;

        Assert.Contains("all agree", agrees.ToHeatMap("title").Text);
        Assert.Contains("the first that differs is dec.model.2", original.Compare(weights).ToHeatMap("title").Text);
        var map = LayerComparison.HeatMapOf("title", [("MUNIT", agrees), ("again", agrees)]);
        Assert.Contains("40 layers of 2 networks", map.Text);
        Assert.NotEmpty(map.ToPng());
        Assert.Contains("null", map.ToPlotlyJson().Length > 0 ? LayerComparison.HeatMapOf(
            "title", [("MUNIT", agrees), ("short", agrees with { Layers = [.. agrees.Layers.Take(2)] })]).ToPlotlyJson() : "");
        Assert.Throws<ArgumentException>(() => LayerComparison.HeatMapOf("title", []));
    }

    [Fact]
    public void Search_EveryPlace_IsFoundInFewQuestions()
    {
        for (int count = 1; count <= 40; count++)
        {
            for (int first = 0; first <= count; first++)
            {
                var found = LayerBisection.Search(count, layer => layer < first);
                Assert.Equal(first == count ? null : first, found.First);
                Assert.InRange(found.Asked.Count, 1, (int)Math.Ceiling(Math.Log2(count)) + 1);
                Assert.Equal(found.Asked.Count, found.Asked.Select(asked => asked.Layer).Distinct().Count());
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => LayerBisection.Search(0, _ => true));
    }

    private static OriginalNetwork Open(string system) => OriginalNetwork.Open(CheckpointFiles.Munit("../" + system));
}

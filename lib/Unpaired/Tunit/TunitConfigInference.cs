using System.Globalization;
using Unpaired.Checkpoints;

namespace Unpaired.Tunit;

public sealed partial record TunitConfig
{
    private const int LayersPerConvolution = 3; // convolution, batch norm, ReLU

    /// <summary>The networks of an original checkpoint, read off the shapes in it; what shapes do not show keeps its
    /// default.</summary>
    /// <param name="path">A <c>model_*.ckpt</c>.</param>
    /// <exception cref="CheckpointFormatException">Not a TUNIT checkpoint.</exception>
    public static TunitConfig OfCheckpoint(string path)
    {
        using var root = TorchFile.Describe(path);
        return OfCheckpoint(root);
    }

    internal static TunitConfig OfCheckpoint(CheckpointNode root)
    {
        var (guide, judge) = (Shapes(root["C_state_dict"]), Shapes(root["D_state_dict"]));
        var painter = Shapes(root["G_state_dict"]);
        long[] Shape(Dictionary<string, long[]> shapes, string name) => shapes.TryGetValue(name, out long[]? shape)
            ? shape
            : throw new CheckpointFormatException(
                root.File, null, $"expected '{name}', as TUNIT's checkpoints have it.");
        int halvings = painter.Count(entry =>
            entry.Key.StartsWith("cnt_encoder.model.", StringComparison.Ordinal) && entry.Value is [_, _, 4, 4]);
        // The discriminator ends with a 4 × 4 convolution behind two blocks a level, which leave 4 × 4 places.
        string last = judge.FirstOrDefault(entry => entry.Value is [_, _, 4, 4]).Key
            ?? throw new CheckpointFormatException(root.File, null, "expected a 4 x 4 convolution in 'D_state_dict'.");
        int levels = (int.Parse(last.Split('.')[1], CultureInfo.InvariantCulture) - 2) / 2;
        string residuals = string.Create(CultureInfo.InvariantCulture, $"cnt_encoder.model.{halvings + 1}.model.");
        return new TunitConfig
        {
            Dataset = "unknown",
            ImageSize = 4 << levels,
            ContentHalvings = halvings == levels - 2 ? null : halvings,
            Clusters = (int)Shape(guide, "disc.weight")[0],
            StyleSize = (int)Shape(guide, "cont.weight")[0],
            GuidingWidths = Widths(guide),
            GeneratorWidth = (int)Shape(painter, "cnt_encoder.model.0.conv.weight")[0],
            MlpWidth = (int)Shape(painter, "mlp.model.0.fc.weight")[0],
            ResidualBlocks = painter.Count(entry => entry.Key.StartsWith(residuals, StringComparison.Ordinal)
                && entry.Key.EndsWith(".model.0.conv.bias", StringComparison.Ordinal)),
            DiscriminatorWidth = (int)Shape(judge, "main.0.weight")[0],
            DiscriminatorLimit = (int)judge.Where(entry => entry.Value.Length == 4).Max(entry => entry.Value[0]),
        }.Validated();
    }

    /// <summary>Between two convolutions of the guiding network lie three layers, and one more for a pooling.</summary>
    private static string Widths(Dictionary<string, long[]> guide)
    {
        var convolutions = guide
            .Where(entry => entry.Value.Length == 4 && entry.Key.StartsWith("features.", StringComparison.Ordinal))
            .Select(entry => (
                Index: int.Parse(entry.Key.Split('.')[1], CultureInfo.InvariantCulture), Width: entry.Value[0]))
            .OrderBy(entry => entry.Index);
        var words = new List<string>();
        int next = 0;
        foreach (var (index, width) in convolutions)
        {
            if (index > next) words.Add("M");
            words.Add(width.ToString(CultureInfo.InvariantCulture));
            next = index + LayersPerConvolution;
        }
        words.Add("M"); // VGG ends with a pooling
        return string.Join(',', words);
    }

    private static Dictionary<string, long[]> Shapes(CheckpointNode state)
    {
        const string parallel = "module.";
        return state.Items.ToDictionary(
            item => item.Name.StartsWith(parallel, StringComparison.Ordinal) ? item.Name[parallel.Length..] : item.Name,
            item => item.Shape.ToArray());
    }
}

using System.Text.RegularExpressions;
using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>The case data: which pictures a folder or list holds, and what the transforms make of them.</summary>
internal static class DataCases
{
    internal static void Verify(GoldenCase golden, GoldenComparison compare)
    {
        var config = golden.Config;
        int side = config.GetProperty("new_size").GetInt32();
        string folder = golden.PathOf(golden.Property("folder").GetString()!);
        var pictures = new ImageFolder(folder);
        CheckOrder(golden, compare, "folder_order",
            pictures.Paths.Select(path =>
                Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')));
        ImageList? list = golden.Json.TryGetProperty("list_file", out var listFile)
            ? new ImageList(folder, golden.PathOf(listFile.GetString()!))
            : null;
        if (list is not null) CheckOrder(golden, compare, "list_order", list.Entries);

        var train = MunitTransform.Train(
            side,
            config.GetProperty("crop_image_height").GetInt32(), config.GetProperty("crop_image_width").GetInt32());
        foreach (string name in golden.Main.Below("out."))
        {
            var match = Regex.Match(name, @"^out\.(train|test)_(folder|list)\.(\d+)$");
            if (!match.Success) continue;
            IPictureSource? source = match.Groups[2].Value == "folder" ? pictures : list;
            if (source is null) continue;
            using var scope = NewDisposeScope();
            int index = int.Parse(match.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture);
            long[] draw = golden.Main[$"in.{name["out.".Length..]}.flip_top_left"].data<long>().ToArray();
            var transform = match.Groups[1].Value == "train" ? train : MunitTransform.Test(side);
            var picture = transform.Apply(source[index], new TransformDraw(draw[0] != 0, (int)draw[1], (int)draw[2]));
            compare.Check(name, Exact(picture, golden.Type));
        }
    }

    /// <summary>A picture in [-1, 1] in a given precision: (v / 255 − 0.5) / 0.5. [3, H, W].</summary>
    internal static Tensor Exact(Picture picture, ScalarType type)
    {
        if (type == ScalarType.Float32) return picture.ToTensor();
        var levels = tensor(picture.Rgb.ToArray(), [picture.Height, picture.Width, 3]).permute(2, 0, 1).to(type);
        return (levels / 255 - 0.5) / 0.5;
    }

    private static void CheckOrder(
        GoldenCase golden, GoldenComparison compare, string property, IEnumerable<string> found)
    {
        if (!golden.Json.TryGetProperty(property, out var list)) return;
        string[] expected = [.. list.EnumerateArray().Select(item => item.GetString()!)];
        string[] own = [.. found];
        // "./b.png" and "b.png" are the same file.
        static string Plain(string name) => name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        compare.CheckThat($"order.{property}", own.Select(Plain).SequenceEqual(expected.Select(Plain)),
            $"expected {string.Join(", ", expected)}; got {string.Join(", ", own)}");
    }
}

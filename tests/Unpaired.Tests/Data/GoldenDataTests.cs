using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Tests.Data;

public sealed class GoldenDataTests
{
    private static string[] Strings(string key) =>
        [.. Golden.Json.GetProperty(key).EnumerateArray().Select(v => v.GetString()!)];

    private static int Config(string key) => Golden.Json.GetProperty("config").GetProperty(key).GetInt32();

    [Fact]
    public void ImageFolder_OriginalFolder_HasTheOriginalOrder()
    {
        var folder = new ImageFolder(Golden.Images);
        Assert.Equal(Strings("folder_order"), folder.Paths.Select(path => path[(Golden.Images.Length + 1)..]));
    }

    [Fact]
    public void ImageList_OriginalList_HasTheOriginalOrder()
    {
        var list = new ImageList(Golden.Images, Path.Combine(Golden.Images, "list.txt"));
        Assert.Equal(Strings("list_order"), list.Entries);
    }

    [Theory]
    [InlineData("train_folder", 5)]
    [InlineData("test_folder", 5)]
    [InlineData("train_list", 3)]
    public void MunitTransform_RecordedDraws_MatchesTheOriginalExactly(string mode, int count)
    {
        var tensors = Golden.Tensors("data.safetensors");
        IPictureSource source = mode.EndsWith("list", StringComparison.Ordinal)
            ? new ImageList(Golden.Images, Path.Combine(Golden.Images, "list.txt"))
            : new ImageFolder(Golden.Images);
        var transform = mode.StartsWith("train", StringComparison.Ordinal)
            ? MunitTransform.Train(Config("new_size"), Config("crop_image_height"), Config("crop_image_width"))
            : MunitTransform.Test(Config("new_size"));
        Assert.Equal(count, source.Count);
        Assert.Equal(count, tensors.Keys.Count(key => key.StartsWith($"out.{mode}.", StringComparison.Ordinal)));
        for (int i = 0; i < count; i++)
        {
            double[] draws = tensors[$"in.{mode}.{i}.flip_top_left"].Values;
            var draw = new TransformDraw(draws[0] == 1, (int)draws[1], (int)draws[2]);
            using var actual = transform.Apply(source[i], draw).ToTensor(ScalarType.Float64);
            var (shape, expected) = tensors[$"out.{mode}.{i}"];
            Assert.Equal(shape, actual.shape);
            double[] values = actual.data<double>().ToArray();
            for (int at = 0; at < expected.Length; at++)
                Assert.True(expected[at] == values[at],
                    $"{mode} {i}, element {at}: expected {expected[at]:R}, got {values[at]:R}.");
        }
    }

    [Fact]
    public void Picture_ToTensor_IsBitForBitTheOriginalsArithmetic()
    {
        byte[] levels = [.. Enumerable.Range(0, 258).Select(v => (byte)Math.Min(v, 255))];
        using var actual = new Picture(86, 1, levels).ToTensor();
        for (int i = 0; i < levels.Length; i++)
            Assert.Equal((levels[i] / 255f - 0.5f) / 0.5f, actual[i % 3, 0, i / 3].item<float>());
    }
}

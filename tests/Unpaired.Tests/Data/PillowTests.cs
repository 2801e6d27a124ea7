using System.Security.Cryptography;
using System.Text.Json;
using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Tests.Data;

/// <summary>Against what Pillow itself gave (tests/goldens/data/pillow.json) and what the original's test.py read and
/// wrote.</summary>
public sealed class PillowTests
{
    private static readonly string Folder = Path.Combine(Golden.Folder, "..", "data");

    private static readonly JsonElement Pillow =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "pillow.json"))).RootElement;

    public static TheoryData<string> Names(string group) =>
        [.. Pillow.GetProperty(group).EnumerateObject().Select(entry => entry.Name)];

    private static string Hash(Picture picture) => Convert.ToHexStringLower(SHA256.HashData(picture.Rgb));

    [Theory]
    [MemberData(nameof(Names), "resize")]
    public void Resize_FormulaPicture_GivesPillowsPixels(string name)
    {
        string[] parts = name.Split(' ');
        byte[] rgb = [.. Enumerable.Range(0, 61 * 47 * 3).Select(i => (byte)(i * 2654435761L >> 13))];
        var resized = PictureResize.Resize(
            new Picture(61, 47, rgb), int.Parse(parts[0]), int.Parse(parts[1]), Enum.Parse<ResizeFilter>(parts[2]));
        Assert.Equal(Pillow.GetProperty("resize").GetProperty(name).GetString(), Hash(resized));
    }

    [Theory]
    [MemberData(nameof(Names), "decode")]
    public void Load_PillowsFile_GivesPillowsPixels(string name) => Assert.Equal(
        Pillow.GetProperty("decode").GetProperty(name).GetString(), Hash(PictureFile.Load(Path.Combine(Folder, name))));

    [Theory]
    [InlineData("input.png", "in.image")]
    [InlineData("style.png", "in.a2b_style.style_image")]
    public void Inference_OriginalsInput_IsPreparedExactly(string file, string tensor)
    {
        var (shape, expected) = Golden.Tensors("infer.safetensors")[tensor];
        var picture = PictureFile.Load(Path.Combine(Golden.Folder, "infer", file));
        using var scope = NewDisposeScope();
        var actual = MunitTransform.Inference(32).Apply(picture, default).ToTensor(ScalarType.Float64).unsqueeze(0);
        Assert.Equal(shape, actual.shape);
        Assert.Equal(expected, actual.data<double>().ToArray());
    }

    [Theory]
    [InlineData("in.image", "out.input.u8")]
    [InlineData("out.a2b_random.output000", "out.a2b_random.output000.u8")]
    public void FromUnitRangeStretched_OriginalsOutput_HasTheWrittenPixels(string from, string written)
    {
        var tensors = Golden.Tensors("infer.safetensors");
        using var scope = NewDisposeScope();
        var x = tensor(tensors[from].Values).reshape(tensors[from].Shape);
        var picture = PictureFile.FromUnitRangeStretched(from == "in.image" ? (x + 1) / 2 : x);
        var pixels = tensor(tensors[written].Values).reshape(tensors[written].Shape).permute(1, 2, 0);
        Assert.Equal(pixels.to(uint8).contiguous().data<byte>().ToArray(), Samples.Rgb(picture));
    }
}

using System.IO.Compression;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints;

/// <summary>
/// What we write we read again; that PyTorch reads it too is the business of tests/python/check_checkpoints.py.
/// </summary>
public sealed class TorchFileWriteTests : IDisposable
{
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Save_EveryKindOfValue_RoundTrips()
    {
        using var scope = NewDisposeScope();
        var weight = arange(6, dtype: float32).reshape(2, 3);
        string path = files.New("tree.pt");
        TorchFile.Save(path, new Dictionary<string, object?>
        {
            ["gen"] = new OrderedDictionary<string, Tensor> { ["z"] = weight, ["a"] = weight.t(), ["v"] = weight[1] },
            ["optimizer"] = new Dictionary<string, object?>
            {
                ["state"] = new Dictionary<long, object?> { [0] = new Dictionary<string, object?> { ["step"] = 7 } },
                ["betas"] = (0.5, 0.999),
                ["params"] = new List<object?> { 0, 1L, -1, 300, 1L << 40 },
                ["array"] = new[] { 1, 2 },
                ["empty list"] = new List<int>(),
                ["empty tuple"] = Array.Empty<int>(),
                ["empty dictionary"] = new Dictionary<string, object?>(),
            },
            ["flag"] = true,
            ["text"] = "Straße",
            ["none"] = null,
            ["number"] = 1e-4,
            ["nan"] = double.NaN,
        });

        using var root = TorchFile.Load(path);
        Assert.Equal(["z", "a", "v"], root["gen"].AsStateDict().Keys);
        Assert.Equal([0, 3, 1, 4, 2, 5], root["gen"]["a"].AsTensor().contiguous().data<float>().ToArray());
        Assert.Equal([3, 4, 5], root["gen"]["v"].AsTensor().data<float>().ToArray());
        var optimizer = root["optimizer"];
        Assert.Equal(7, optimizer["state"][0]["step"].AsInteger());
        Assert.Equal(CheckpointKind.Tuple, optimizer["betas"].Kind);
        Assert.Equal([0, 1, -1, 300, 1L << 40], optimizer["params"].Items.Select(i => i.AsInteger()));
        Assert.Equal(CheckpointKind.Tuple, optimizer["array"].Kind);
        Assert.Equal(0, optimizer["empty list"].Count);
        Assert.Equal(CheckpointKind.Tuple, optimizer["empty tuple"].Kind);
        Assert.Equal(CheckpointKind.Dictionary, optimizer["empty dictionary"].Kind);
        Assert.True(root["flag"].AsBoolean());
        Assert.Equal("Straße", root["text"].AsText());
        Assert.Equal(CheckpointKind.None, root["none"].Kind);
        Assert.Equal(1e-4, root["number"].AsNumber());
        Assert.True(double.IsNaN(root["nan"].AsNumber()));
    }

    [Fact]
    public void Save_EveryType_RoundTrips()
    {
        using var scope = NewDisposeScope();
        ScalarType[] types =
            [float16, bfloat16, float32, float64, int8, int16, int32, int64, uint8, @bool, complex64, complex128];
        var state = types.ToDictionary(t => t.ToString(), t => arange(5, dtype: float32).to_type(t));
        string path = files.New("types.pt");
        TorchFile.Save(path, state);

        using var root = TorchFile.Load(path);
        var found = root.AsStateDict();
        Assert.All(state, s => Assert.Equal(s.Value.dtype, found[s.Key].dtype));
        Assert.All(state, s => Assert.True(s.Value.eq(found[s.Key]).all().item<bool>(), s.Key));
    }

    [Fact]
    public void Save_TiedWeights_AreStoredOnceAndTiedAgain()
    {
        using var scope = NewDisposeScope();
        var weight = ones(1000);
        string path = files.New("tied.pt");
        TorchFile.Save(path,
            new Dictionary<string, Tensor> { ["a"] = weight, ["b"] = weight.view(10, 100), ["c"] = weight[..10] });

        Assert.True(new FileInfo(path).Length < 6000, "stored twice");
        using var root = TorchFile.Load(path);
        root["a"].AsTensor().fill_(2);
        Assert.Equal(2, root["b"].AsTensor()[9, 99].item<float>());
        Assert.Equal(1, root["c"].AsTensor()[0].item<float>());
    }

    [Fact]
    public void Save_Archive_IsStoredAlignedAndReproducible()
    {
        using var scope = NewDisposeScope();
        var state = new Dictionary<string, Tensor>
        {
            ["a"] = ones(3),
            ["b"] = ones(5, dtype: int8),
            ["c"] = ones(2, 2),
        };
        TorchFile.Save(files.New("x.pt"), state);
        Directory.CreateDirectory(files.New("other"));
        TorchFile.Save(files.New("other/x.pt"), state);

        byte[] bytes = File.ReadAllBytes(files.New("x.pt"));
        Assert.Equal(bytes, File.ReadAllBytes(files.New("other/x.pt")));
        byte[] three = [0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3f];
        Assert.Equal(0, bytes.AsSpan().IndexOf(three) % 64);
        using var zip = ZipFile.OpenRead(files.New("x.pt"));
        Assert.Equal(["x/data.pkl", "x/byteorder", "x/data/0", "x/data/1", "x/data/2", "x/version"],
            zip.Entries.Select(e => e.FullName));
        Assert.All(zip.Entries, e => Assert.Equal(e.Length, e.CompressedLength));
        Assert.All(zip.Entries, e =>
        {
            using var stream = e.Open(); // .NET checks the checksum at the end
            stream.CopyTo(Stream.Null);
        });
    }

    [Theory]
    [InlineData("ckpt/gen_00000002.pt")]
    [InlineData("ckpt/dis_00000002.pt")]
    [InlineData("ckpt/optimizer.pt")]
    [InlineData("ckpt_legacy/gen_00000002.pt")]
    [InlineData("ckpt_legacy/optimizer_dis_only.pt")]
    [InlineData("ckpt_pt03/gen_00000001.pt")]
    [InlineData("../checkpoints/types.pt")]
    [InlineData("../checkpoints/types_legacy.pt")]
    [InlineData("../checkpoints/views.pt")]
    [InlineData("../checkpoints/views_legacy.pt")]
    [InlineData("../checkpoints/deflated.pt")]
    public void Save_LoadedOriginal_GivesTheSameTreeAgain(string name)
    {
        using var original = TorchFile.Load(CheckpointFiles.Munit(name));
        string path = files.CopyOf(CheckpointFiles.Munit(name));
        TorchFile.Save(path, original);
        using var again = TorchFile.Load(path);

        Assert.True(Same(original, again) > 1);
    }

    [Fact]
    public void Save_UnknownValue_NamesItsPlaceAndKeepsTheOldFile()
    {
        string path = files.New("x.pt");
        File.WriteAllText(path, "old");
        var inner = new Dictionary<string, object?> { ["b"] = new Version(1, 2) };
        var tree = new Dictionary<string, object?> { ["a"] = inner };
        var e = Assert.Throws<ArgumentException>(() => TorchFile.Save(path, tree));

        Assert.Contains("'a/b' is a Version", e.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(files.Folder));
    }

    /// <summary>Compares two trees and counts their leaves.</summary>
    private static int Same(CheckpointNode x, CheckpointNode y)
    {
        Assert.Equal(x.Kind, y.Kind);
        Assert.Equal(x.Keys, y.Keys);
        if (x.Kind == CheckpointKind.Tensor)
        {
            Assert.Equal(x.ElementType, y.ElementType);
            Assert.Equal(x.Shape, y.Shape);
            Assert.True(x.AsTensor().eq(y.AsTensor()).all().item<bool>(), x.Path);
        }

        if (x.Kind is not (CheckpointKind.Dictionary or CheckpointKind.List or CheckpointKind.Tuple))
        {
            Assert.Equal(x.ToString(), y.ToString());
            return 1;
        }

        return x.Items.Zip(y.Items, Same).Sum();
    }
}

using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints;

/// <summary>Files that PyTorch wrote (tests/python/make_checkpoint_fixtures.py).</summary>
public class TorchFileReadTests
{
    private static readonly string[] realTypes =
        ["float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8"];

    [Theory]
    [InlineData("types.pt")]
    [InlineData("types_legacy.pt")]
    public void Load_EveryType_GivesItsValues(string name)
    {
        using var scope = NewDisposeScope();
        using var root = TorchFile.Load(CheckpointFiles.Golden(name));
        foreach (string type in realTypes)
        {
            var tensor = root[type].AsTensor();
            Assert.Equal([2, 3], tensor.shape);
            Assert.Equal([0, 1, 2, 3, 4, 5], tensor.to(float64).data<double>().ToArray());
        }

        Assert.Equal(ScalarType.Int64, root["int64"].ElementType);
        Assert.Equal(ScalarType.Byte, root["uint8"].ElementType);
        Assert.Equal([true, false, true], root["bool"].AsTensor().data<bool>().ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5],
            root["complex64"].AsTensor().real.to(float64).contiguous().data<double>().ToArray());
        Assert.Equal(3.5, root["scalar"].AsNumber());
        Assert.Empty(root["scalar"].Shape);
        Assert.Equal([0, 4], root["empty"].AsTensor().shape);
    }

    [Theory]
    [InlineData("views.pt")]
    [InlineData("views_legacy.pt")]
    public void Load_Views_KeepStridesOffsetsAndSharing(string name)
    {
        using var scope = NewDisposeScope();
        using var root = TorchFile.Load(CheckpointFiles.Golden(name));
        double[] Values(string key) => root[key].AsTensor().to(float64).contiguous().data<double>().ToArray();

        Assert.Equal([0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], Values("transposed"));
        Assert.Equal([2, 6, 10, 14], Values("column"));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (2.0 * i) + 1), Values("every_other"));
        Assert.Equal([20, 21, 22, 23], Values("tail"));
        Assert.Equal([5, 5, 5], Values("expanded"));
        Assert.Equal([0], root["expanded"].Stride);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (double)i), Values("channels_last"));
        Assert.Equal([24, 1, 8, 2], root["channels_last"].AsTensor().stride());

        root["base"].AsTensor().fill_(7);
        Assert.Equal([7, 7, 7, 7], Values("column"));
        Assert.Equal([7, 7, 7], Values("expanded"));
    }

    [Theory]
    [InlineData("tree.pt")]
    [InlineData("tree_legacy.pt")]
    [InlineData("tree_protocol4.pt")]
    public void Load_Tree_GivesEveryKindOfValue(string name)
    {
        using var root = TorchFile.Load(CheckpointFiles.Golden(name));

        Assert.Equal(["z.weight", "a.weight"], root["gen"].AsStateDict().Keys);
        Assert.Equal(1, root["gen"].Attributes!["_metadata"][""]["version"].AsInteger());
        Assert.Equal(7, root["optimizer"]["state"]["0"]["step"].AsInteger());
        Assert.Equal(7, root["optimizer"]["state"][0]["step"].AsInteger());
        Assert.Equal(8, root["optimizer"]["state"]["12345678901"]["step"].AsInteger());
        var group = root["optimizer"]["param_groups"][0];
        Assert.Equal(1e-4, group["lr"].AsNumber());
        Assert.Equal([0.5, 0.999], group["betas"].Items.Select(i => i.AsNumber()));
        Assert.Equal(CheckpointKind.Tuple, group["betas"].Kind);
        Assert.Equal([0, 12345678901], group["params"].Items.Select(i => i.AsInteger()));
        Assert.False(group["amsgrad"].AsBoolean());
        Assert.Equal([4], root["parameter"].Shape);
        Assert.Equal(1_000_000_000_000, root["iteration"].AsInteger());
        Assert.Contains("1180591620717411303424", root["big"].ToString());
        Assert.Equal(-5, root["negative"].AsInteger());
        Assert.Equal("Straße", root["name"].AsText());
        Assert.Equal(CheckpointKind.None, root["none"].Kind);
        Assert.Equal(3, root["nested"]["a"]["b"]["c"][1][1][0].AsInteger());
        Assert.Equal(2, root["size"][1].AsInteger());
        Assert.Contains("cuda:1", root["device"].ToString());
        Assert.Contains("float16", root["dtype"].ToString());
        Assert.Equal(CheckpointKind.Set, root["set"].Kind);
        Assert.Equal("key", root["(1, 'tuple')"].AsText());
        Assert.Equal("three", root["3"].AsText());
    }

    [Fact]
    public void Load_DeflatedEntries_GivesTheSameValues()
    {
        using var root = TorchFile.Load(CheckpointFiles.Golden("deflated.pt"));

        Assert.Equal([3, 1000], root["a"].Shape);
        Assert.Equal(0, root["a"].AsTensor().abs().sum().item<float>());
        Assert.Equal([0, 1, 2, 3, 4], root["b"].AsTensor().data<float>().ToArray());
    }

    [Fact]
    public void Load_BigEndianFile_SwapsBytes()
    {
        using var root = TorchFile.Load(CheckpointFiles.Golden("big_endian.pt"));

        Assert.Equal([0, 1, 2, 3, 4], root["x"].AsTensor().data<float>().ToArray());
    }

    [Theory]
    [InlineData("ckpt/gen_00000002.pt", "a", "b")]
    [InlineData("ckpt/dis_00000002.pt", "a", "b")]
    [InlineData("ckpt_legacy/gen_00000002.pt", "a", "b")]
    [InlineData("ckpt_pt03/gen_00000001.pt", "a", "b")]
    public void Load_OriginalCheckpoint_HasItsTwoStateDicts(string name, string first, string second)
    {
        using var root = TorchFile.Load(CheckpointFiles.Munit(name));

        Assert.Equal([first, second], root.Keys);
        Assert.All(root[first].AsStateDict().Values, t => Assert.True(t.isfinite().all().item<bool>()));
        Assert.Equal(root[first].AsStateDict().Keys, root[second].AsStateDict().Keys);
    }

    [Fact]
    public void Load_LegacyAndZip_HoldTheSameTensors()
    {
        using var zip = TorchFile.Load(CheckpointFiles.Munit("ckpt/gen_00000002.pt"));
        using var legacy = TorchFile.Load(CheckpointFiles.Munit("ckpt_legacy/gen_00000002.pt"));

        var expected = zip["a"].AsStateDict();
        var found = legacy["a"].AsStateDict();
        Assert.Equal(expected.Keys, found.Keys);
        Assert.All(expected.Keys, key => Assert.True(expected[key].eq(found[key]).all().item<bool>(), key));
    }

    [Fact]
    public void Load_InsideADisposeScope_OutlivesIt()
    {
        CheckpointNode root;
        using (NewDisposeScope())
        {
            root = TorchFile.Load(CheckpointFiles.Golden("views.pt"));
            _ = root["column"].AsTensor();
        }

        using (root)
            Assert.Equal(6, root["column"].AsTensor()[1].item<float>());
    }

    [Fact]
    public void Load_Disposed_FreesItsTensors()
    {
        var root = TorchFile.Load(CheckpointFiles.Golden("views.pt"));
        var column = root["column"].AsTensor();
        root["column"].Dispose(); // a child: does nothing
        Assert.False(column.IsInvalid);
        root.Dispose();

        Assert.True(column.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => root["column"].AsTensor());
    }

    [Fact]
    public void Describe_NamesWithoutTensors()
    {
        using var root = TorchFile.Describe(CheckpointFiles.Golden("types.pt"));

        Assert.Equal([2, 3], root["float16"].Shape);
        Assert.Contains("only described",
            Assert.Throws<InvalidOperationException>(() => root["float16"].AsTensor()).Message);
    }
}

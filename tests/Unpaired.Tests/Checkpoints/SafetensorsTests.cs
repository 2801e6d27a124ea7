using System.Buffers.Binary;
using System.Text;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Save_EveryType_RoundTripsInOrderAndAligned()
    {
        using var scope = NewDisposeScope();
        ScalarType[] types = [uint8, float32, @bool, float64, float16, bfloat16, int8, int16, int32, int64];
        var tensors = types.Select(t => KeyValuePair.Create($"t.{t}", arange(3, dtype: float32).to_type(t))).ToList();
        tensors.Add(new("transposed", arange(6, dtype: float32).reshape(2, 3).t()));
        tensors.Add(new("scalar", tensor(2.5)));
        tensors.Add(new("empty", zeros(0, 3)));
        string path = files.New("x.safetensors");
        Safetensors.Save(path, tensors, new Dictionary<string, string> { ["config"] = "a: 1\nb: \"ü\"", ["z"] = "" });

        using var file = Safetensors.Load(path);
        Assert.Equal(tensors.Select(t => t.Key), file.Tensors.Keys);
        Assert.All(tensors, t => Assert.Equal(t.Value.shape, file.Tensors[t.Key].shape));
        Assert.All(tensors, t => Assert.Equal(t.Value.dtype, file.Tensors[t.Key].dtype));
        Assert.All(tensors, t => Assert.True(t.Value.eq(file.Tensors[t.Key]).all().item<bool>(), t.Key));
        Assert.Equal("a: 1\nb: \"ü\"", file.Metadata["config"]);
        Assert.Equal(["config", "z"], file.Metadata.Keys);
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(path)) % 8);
    }

    [Fact]
    public void Load_InsideADisposeScope_OutlivesItUntilDisposed()
    {
        string path = files.New("x.safetensors");
        SafetensorsFile file;
        using (NewDisposeScope())
        {
            Safetensors.Save(path, [new("x", ones(2))]);
            file = Safetensors.Load(path);
        }

        var tensor = file.Tensors["x"];
        Assert.Equal(2, tensor.sum().item<float>());
        file.Dispose();
        Assert.True(tensor.IsInvalid);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", "'x' has dtype 'F8_E4M3'")]
    [InlineData("""{"x":{"dtype":"U16","shape":[2],"data_offsets":[0,4]}}""", "'U16'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "has 4 bytes of data")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "[2] of F32 does not take 4 bytes")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", "does not take 4 bytes")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "numbers from 0 on as the shape of tensor 'x'")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "numbers from 0 on as the shape of tensor 'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "lies at 4 to 0")]
    [InlineData("""{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", "the tensors end at")]
    [InlineData("""{"x":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "neither overlap nor leave holes")]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"y":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""",
        "overlap")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"x":{}}""", "there twice")]
    [InlineData("""{"x":3}""", "dtype, shape and data_offsets of tensor 'x' here")]
    [InlineData(
        """{"__metadata__":{"a":1},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "text as __metadata__ 'a'")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not Unicode")]
    [InlineData("""{"x":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}}""", "other bytes than 0 and 1")]
    [InlineData("""{"x":""", "not valid JSON")]
    public void Load_BadHeader_SaysWhatIsWrong(string header, string message)
    {
        string path = files.New("bad.safetensors");
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + json.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        bytes[^1] = 9;
        File.WriteAllBytes(path, bytes);

        var e = Assert.Throws<CheckpointFormatException>(() => Safetensors.Load(path));
        Assert.Contains(message, e.Message);
        Assert.Contains(path, e.Message);
    }

    [Fact]
    public void Load_HeaderLengthBeyondTheFile_IsRefusedWithoutAllocating()
    {
        string path = files.New("bad.safetensors");
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue);
        bytes[8] = (byte)'{';
        File.WriteAllBytes(path, bytes);

        Assert.Contains("not a safetensors file",
            Assert.Throws<CheckpointFormatException>(() => Safetensors.Load(path)).Message);
    }

    [Fact]
    public void Save_NameTwice_IsRefusedAndTheOldFileStays()
    {
        using var scope = NewDisposeScope();
        string path = files.New("x.safetensors");
        File.WriteAllText(path, "old");

        Assert.Throws<ArgumentException>(() => Safetensors.Save(path, [new("x", ones(1)), new("x", ones(1))]));
        Assert.Throws<ArgumentException>(() => Safetensors.Save(path, [new("x", ones(1, dtype: complex128))]));
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void Load_Complex_RoundTrips()
    {
        using var scope = NewDisposeScope();
        string path = files.New("x.safetensors");
        Safetensors.Save(path, [new("x", arange(4, dtype: float32).to_type(complex64))]);

        using var file = Safetensors.Load(path);
        Assert.Equal([0, 1, 2, 3], file.Tensors["x"].real.contiguous().data<float>().ToArray());
    }

    [Fact]
    public void Load_Index_JoinsTheShardsBesideIt()
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(files.New("m-00001-of-00002.safetensors"), [new("b", ones(2)), new("a", zeros(3))]);
        Safetensors.Save(files.New("m-00002-of-00002.safetensors"), [new("c", full([1], 5f))],
            new Dictionary<string, string> { ["system"] = "munit" });
        string index = Index("""
            {"metadata":{"total_size":24},"weight_map":{"a":"m-00001-of-00002.safetensors",
            "b":"m-00001-of-00002.safetensors","c":"m-00002-of-00002.safetensors"}}
            """);

        using var file = Safetensors.Load(index);
        Assert.Equal(["b", "a", "c"], file.Tensors.Keys);
        Assert.Equal(5, file.Tensors["c"].item<float>());
        Assert.Equal("munit", file.Metadata["system"]);
        var description = CheckpointInspector.Inspect(index);
        Assert.Equal(["b", "a", "c"], description.Entries.Select(e => e.Name));
        Assert.Equal("safetensors, 2 files", description.Format);
        Assert.Equal(24, description.StorageBytes);
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"m.safetensors","z":"m.safetensors"}}""", "should hold z by the index")]
    [InlineData("""{"weight_map":{"b":"m.safetensors"}}""", "which the index does not say")]
    [InlineData("""{"weight_map":{"a":"../m.safetensors"}}""", "not the plain name")]
    [InlineData("""{"weight_map":{"a":"/etc/m.safetensors"}}""", "not the plain name")]
    [InlineData("""{"weight_map":{"a":"m.pt"}}""", "not the plain name")]
    [InlineData("""{"weight_map":{"a":3}}""", "the name of a file")]
    [InlineData("""{"weight_map":{"a":"m.safetensors","a":"m.safetensors"}}""", "'a' twice")]
    [InlineData("""{"weight_map":[]}""", "should be an object")]
    [InlineData("""{"model_type":"bert"}""", "no safetensors index")]
    [InlineData("""{"weight_map":{"a":"m.saf""", "not valid JSON")]
    [InlineData("[]", "should begin with an object")]
    public void Load_BadIndex_SaysWhatIsWrong(string json, string message)
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(files.New("m.safetensors"), [new("a", ones(2))]);
        string index = Index(json);

        var e = Assert.Throws<CheckpointFormatException>(() => Safetensors.Load(index));
        Assert.Contains(message, e.Message);
        Assert.NotNull(e.Offset);
    }

    private string Index(string json)
    {
        string path = files.New("m.safetensors.index.json");
        File.WriteAllText(path, json);
        return path;
    }
}

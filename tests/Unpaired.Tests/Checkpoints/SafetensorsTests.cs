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
        """{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "expected dtype, shape and data_offsets")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "expected dtype, shape and data_offsets")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "lies at 4 to 0")]
    [InlineData("""{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", "the tensors end at")]
    [InlineData("""{"x":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "neither overlap nor leave holes")]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"y":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""",
        "overlap")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"x":{}}""", "not valid JSON")]
    [InlineData("""{"x":3}""", "expected dtype, shape and data_offsets")]
    [InlineData(
        """{"__metadata__":{"a":1},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "'a' should be text")]
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
        Assert.Throws<ArgumentException>(() => Safetensors.Save(path, [new("x", ones(1, dtype: complex64))]));
        Assert.Equal("old", File.ReadAllText(path));
    }
}

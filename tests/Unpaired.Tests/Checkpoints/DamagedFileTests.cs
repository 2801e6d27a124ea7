using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints;

/// <summary>
/// Whatever happens to a file: it loads, or CheckpointFormatException says why not. Nothing else, ever.
/// </summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("ckpt/gen_00000002.pt", 97)]
    [InlineData("ckpt_legacy/gen_00000002.pt", 97)]
    [InlineData("ckpt_pt03/gen_00000001.pt", 997)]
    [InlineData("../checkpoints/types.pt", 1)]
    [InlineData("../checkpoints/types_legacy.pt", 1)]
    [InlineData("../checkpoints/deflated.pt", 1)]
    public void Load_Truncated_IsRefusedAtEveryLength(string name, int step)
    {
        string path = files.New("cut.pt");
        File.Copy(CheckpointFiles.Munit(name), path);
        File.SetAttributes(path, FileAttributes.Normal);
        long length = new FileInfo(path).Length;
        for (long cut = length - 1; cut >= 0; cut -= step)
        {
            SetLength(path, cut);
            var e = Assert.Throws<CheckpointFormatException>(() => TorchFile.Load(path));
            Assert.Contains(path, e.Message);
        }
    }

    [Fact]
    public void Load_TruncatedSafetensors_IsRefusedAtEveryLength()
    {
        string path = WriteSafetensors();
        for (long cut = new FileInfo(path).Length - 1; cut >= 0; cut--)
        {
            SetLength(path, cut);
            Assert.Throws<CheckpointFormatException>(() => Safetensors.Load(path));
        }
    }

    [Theory]
    [InlineData("types.pt", 250)]
    [InlineData("types_legacy.pt", 250)]
    [InlineData("tree.pt", 250)]
    [InlineData("tree_legacy.pt", 250)]
    [InlineData("tree_protocol4.pt", 250)]
    [InlineData("views.pt", 250)]
    [InlineData("views_legacy.pt", 250)]
    [InlineData("deflated.pt", 250)]
    [InlineData("evil_legacy.pt", 100)]
    public void Load_BitsFlipped_LoadsOrIsRefused(string name, int cases)
    {
        byte[] original = File.ReadAllBytes(CheckpointFiles.Golden(name));
        string path = files.New("flipped.pt");
        int loaded = Mutate(original, cases, path, () =>
        {
            using var root = TorchFile.Load(path);
            Walk(root, 0);
        });

        Assert.InRange(loaded, 0, cases - 1); // many flips must be noticed
    }

    [Fact]
    public void Load_BitsFlippedInSafetensors_LoadsOrIsRefused()
    {
        byte[] original = File.ReadAllBytes(WriteSafetensors());
        string path = files.New("flipped.safetensors");
        int loaded = Mutate(original, 1000, path, () =>
        {
            using var file = Safetensors.Load(path);
            foreach (var tensor in file.Tensors.Values)
                Touch(tensor);
        });

        Assert.InRange(loaded, 1, 999);
    }

    [Fact]
    public void Load_OneBitFlippedInTensorData_IsNoticedByTheChecksum()
    {
        string path = files.New("x.pt");
        byte[] bytes = File.ReadAllBytes(CheckpointFiles.Munit("ckpt/gen_00000002.pt"));
        using (var root = TorchFile.Load(CheckpointFiles.Munit("ckpt/gen_00000002.pt")))
        {
            byte[] weight = root["a"]["enc_style.model.0.conv.weight"].AsTensor().bytes.ToArray();
            bytes[bytes.AsSpan().IndexOf(weight) + 100] ^= 0x10;
        }

        File.WriteAllBytes(path, bytes);
        var e = Assert.Throws<CheckpointFormatException>(() => TorchFile.Load(path));
        Assert.Contains("entry 'gen_00000002/data/0' is damaged: its checksum should be", e.Message);
    }

    /// <summary>
    /// Flips, overwrites, inserts and cuts, the same ones in every run; gives the number of files that loaded.
    /// </summary>
    private static int Mutate(byte[] original, int cases, string path, Action load)
    {
        int loaded = 0;
        for (int seed = 0; seed < cases; seed++)
        {
            File.WriteAllBytes(path, Mutated(original, new Random(seed)));
            try
            {
                load();
                loaded++;
            }
            catch (CheckpointFormatException e)
            {
                Assert.True(e.Offset is null or >= 0, $"seed {seed}: {e.Message}");
            }
        }

        return loaded;
    }

    private static byte[] Mutated(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = 0xff; break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes.Insert(at, bytes[random.Next(bytes.Count)]); break;
                default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            }
        }

        return [.. bytes];
    }

    private static void Walk(CheckpointNode node, int depth)
    {
        _ = node.ToString();
        if (node.Kind == CheckpointKind.Tensor)
            Touch(node.AsTensor());
        foreach (var child in node.Items.Take(100).Where(_ => depth < 10))
            Walk(child, depth + 1);
    }

    private static void Touch(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        _ = tensor.to(complex128).sum().real.item<double>(); // reads every element
    }

    private static void SetLength(string path, long length)
    {
        using var stream = new FileStream(path, FileMode.Open);
        stream.SetLength(length);
    }

    private string WriteSafetensors()
    {
        using var scope = NewDisposeScope();
        string path = files.New("x.safetensors");
        Safetensors.Save(path,
            [new("a", ones(3, 2)), new("b", arange(5)), new("c", ones(3, dtype: @bool)), new("d", zeros(0, 2))],
            new Dictionary<string, string> { ["system"] = "munit" });
        return path;
    }
}

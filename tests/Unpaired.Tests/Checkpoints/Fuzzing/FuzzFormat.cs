using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Unpaired.Checkpoints.Zip;

namespace Unpaired.Tests.Checkpoints.Fuzzing;

/// <summary>A file format with its seeds: whole files of a few kilobytes, one of them hostile.</summary>
/// <param name="Name">For the table.</param>
/// <param name="HasChecksums">Whether a load that differs from its seed is a fault of the reader.</param>
/// <param name="Seeds">The files.</param>
/// <param name="Damage">Damages a seed.</param>
internal sealed record FuzzFormat(
    string Name, bool HasChecksums, IReadOnlyList<byte[]> Seeds, Func<byte[], FuzzMutator, byte[]> Damage)
{
    /// <summary>All formats.</summary>
    /// <param name="goldens">The folder tests/goldens/checkpoints.</param>
    public static IReadOnlyList<FuzzFormat> All(string goldens)
    {
        byte[][] Read(params string[] names) => [.. names.Select(n => File.ReadAllBytes(Path.Combine(goldens, n)))];
        byte[][] zips = Read(
            "types.pt", "tree.pt", "tree_protocol4.pt", "views.pt", "deflated.pt", "big_endian.pt", "evil.pt");
        byte[][] legacy = Read("types_legacy.pt", "tree_legacy.pt", "views_legacy.pt", "evil_legacy.pt");
        return
        [
            new("PyTorch zip", true, zips, (file, mutator) => mutator.Damage(file, FuzzMutator.Special.ZipHeaders)),
            new("PyTorch zip, checksums put right", false, zips, Repacked),
            new("PyTorch legacy", false, legacy, (file, mutator) =>
                mutator.Damage(file, FuzzMutator.Special.Opcodes)),
            new("safetensors", false, Safetensors(), (file, mutator) =>
                mutator.Damage(file, FuzzMutator.Special.Json)),
        ];
    }

    /// <summary>Damages the pickle inside and packs it again, as a careful attacker would.</summary>
    private static byte[] Repacked(byte[] file, FuzzMutator mutator)
    {
        using var packed = new MemoryStream();
        var writer = new ZipWriter(packed);
        using var zip = new ZipArchive(new MemoryStream(file));
        foreach (var entry in zip.Entries)
        {
            using var content = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(content);
            byte[] bytes = content.ToArray();
            bool isPickle = entry.FullName.EndsWith("data.pkl", StringComparison.Ordinal);
            writer.Add(entry.FullName, isPickle ? mutator.Damage(bytes, FuzzMutator.Special.Opcodes) : bytes);
        }

        writer.Finish();
        return packed.ToArray();
    }

    private static byte[][] Safetensors()
    {
        const string small = """
            {"__metadata__":{"system":"munit","config":"a: 1"},
            "a":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},
            "b.bias":{"dtype":"I64","shape":[],"data_offsets":[24,32]},
            "half":{"dtype":"F16","shape":[1,1,2],"data_offsets":[32,36]},
            "flag":{"dtype":"BOOL","shape":[4],"data_offsets":[36,40]},
            "none":{"dtype":"U8","shape":[0,5],"data_offsets":[40,40]}}
            """;
        string many = "{" + string.Join(",", Enumerable.Range(0, 20).Select(i =>
            $"\"enc.{i}.weight\":{{\"dtype\":\"F64\",\"shape\":[2,2],\"data_offsets\":[{32 * i},{(32 * i) + 32}]}}"))
            + "}";
        return [SafetensorsBytes(small, 40), SafetensorsBytes(many, 640), SafetensorsBytes("{}", 0)];
    }

    private static byte[] SafetensorsBytes(string header, int data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        for (int i = 0; i < data; i++)
            file[8 + json.Length + i] = (byte)(i % 2);
        return file;
    }
}

using System.IO.Compression;
using System.Text;
using Unpaired.Checkpoints;
using Unpaired.Checkpoints.Zip;

namespace Unpaired.Tests.Checkpoints;

public sealed class ZipTests : IDisposable
{
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(100)] // offsets, but not all sizes, as 64-bit numbers: what archives beyond 4 GB have
    [InlineData(0)] // all of them
    public void Read_WhatWasWritten_IsTheSameForUsAndForDotNet(long largeFrom)
    {
        string path = files.New("x.zip");
        byte[] long_ = new byte[1000];
        new Random(1).NextBytes(long_);
        using (var stream = File.Create(path))
        {
            var writer = new ZipWriter(stream, largeFrom);
            writer.Add("a/version", "3\n"u8);
            writer.Add("a/Straße", long_);
            writer.Add("a/empty", []);
            writer.Finish();
        }

        using (var zip = ZipFile.OpenRead(path))
        {
            Assert.Equal(["a/version", "a/Straße", "a/empty"], zip.Entries.Select(e => e.FullName));
            using var content = new MemoryStream();
            using var entry = zip.Entries[1].Open();
            entry.CopyTo(content);
            Assert.Equal(long_, content.ToArray());
        }

        using var file = MappedFile.Open(path);
        var entries = ZipDirectory.Read(file, new MemoryBudget(file.Length));
        Assert.Equal(["a/version", "a/Straße", "a/empty"], entries.Keys);
        Assert.Equal("3\n", Encoding.ASCII.GetString(ZipEntryReader.ReadBytes(file, entries["a/version"], 10)));
        Assert.Equal(long_, ZipEntryReader.ReadBytes(file, entries["a/Straße"], 1000));
        Assert.All(entries.Values, e => Assert.Equal(0, e.DataOffset % 64));
    }

    [Fact]
    public void Read_DirectoryThatPointsTwiceAtOneEntry_IsRefused()
    {
        string path = files.New("x.zip");
        using (var stream = File.Create(path))
        {
            var writer = new ZipWriter(stream);
            writer.Add("a", "content"u8);
            writer.Add("b", "content"u8);
            writer.Finish();
        }

        byte[] bytes = File.ReadAllBytes(path);
        int second = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        bytes[second + 46] = (byte)'a'; // the name
        BitConverter.TryWriteBytes(bytes.AsSpan(second + 42), 0); // the place of the first entry
        File.WriteAllBytes(path, bytes);
        using (var file = MappedFile.Open(path))
            Assert.Contains("lists 'a' twice", Refusal(file));

        bytes[second + 46] = (byte)'b';
        File.WriteAllBytes(path, bytes);
        using (var file = MappedFile.Open(path))
            Assert.Contains("another name in front", Refusal(file));
    }

    [Fact]
    public void Read_OverlappingEntries_AreRefused()
    {
        // The second entry lies, header and all, inside the data of the first.
        string path = files.New("x.zip");
        using (var inner = new MemoryStream())
        {
            new ZipWriter(inner).Add("b", "content"u8);
            using var stream = File.Create(path);
            var writer = new ZipWriter(stream);
            writer.Add("a", inner.ToArray());
            writer.Add("b", "content"u8);
            writer.Finish();
        }

        byte[] bytes = File.ReadAllBytes(path);
        int second = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(second + 42), 64);
        File.WriteAllBytes(path, bytes);

        using var file = MappedFile.Open(path);
        Assert.Contains("entries 'a' and 'b' overlap", Refusal(file));
    }

    [Theory]
    [InlineData(8, 1, "is encrypted")]
    [InlineData(10, 14, "compression method 14")]
    [InlineData(20, 9, "claims 7 bytes from 9")]
    public void Read_EntryWeCannotRead_IsRefused(int at, byte value, string message)
    {
        string path = files.New("x.zip");
        using (var stream = File.Create(path))
        {
            var writer = new ZipWriter(stream);
            writer.Add("a", "content"u8);
            writer.Finish();
        }

        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().LastIndexOf("PK\x01\x02"u8) + at] = value;
        File.WriteAllBytes(path, bytes);

        using var file = MappedFile.Open(path);
        Assert.Contains(message, Refusal(file));
    }

    private static string Refusal(MappedFile file) =>
        Assert.Throws<CheckpointFormatException>(() => ZipDirectory.Read(file, new MemoryBudget(file.Length))).Message;
}

using System.Buffers.Binary;
using System.Numerics;
using Tensorboard;
using TorchSharp;
using TorchSharp.Modules;

namespace Unpaired.Training;

/// <summary>Scalars for TensorBoard, in a folder of event files: one file a session.</summary>
/// <remarks>
/// Written by TorchSharp's SummaryWriter, with the times given: by itself it counts them from another year than
/// TensorBoard does.
/// </remarks>
internal sealed class EventLog
{
    private readonly string folder;
    private SummaryWriter? writer;

    /// <param name="folder">Made with the first entry.</param>
    internal EventLog(string folder) => this.folder = folder;

    /// <summary>Drops entries of later iterations and records that were cut short, in all files.</summary>
    internal void CutAfter(long iteration)
    {
        if (!Directory.Exists(folder)) return;
        foreach (string path in Directory.EnumerateFiles(folder, "events.out.tfevents.*"))
        {
            long kept = EventFile.Read(path).TakeWhile(record => record.Event.Step <= iteration)
                .Select(record => record.End).LastOrDefault();
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            file.SetLength(kept);
        }
    }

    /// <summary>Writes some values of an iteration.</summary>
    internal void Add(long iteration, IEnumerable<(string Name, double Value)> values)
    {
        writer ??= torch.utils.tensorboard.SummaryWriter(folder);
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var (name, value) in values)
            writer.add_scalar(name, (float)value, checked((int)iteration), now);
    }
}

/// <summary>TensorBoard's event files: records of a length, its checksum, a message and its checksum.</summary>
public static class EventFile
{
    private const int HeaderBytes = 12, FooterBytes = 4;
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The records of a file up to the first that is not whole.</summary>
    /// <param name="path">An event file.</param>
    /// <returns>Each record, and where it ends in the file.</returns>
    public static IEnumerable<(long End, Event Event)> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] header = new byte[HeaderBytes];
        while (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes)
        {
            long length = BinaryPrimitives.ReadInt64LittleEndian(header);
            bool isWhole = length >= 0 && length <= file.Length - file.Position - FooterBytes;
            if (!isWhole || !Agrees(header.AsSpan(0, 8), header.AsSpan(8))) yield break;
            byte[] body = new byte[length + FooterBytes];
            file.ReadExactly(body);
            if (!Agrees(body.AsSpan(0, (int)length), body.AsSpan((int)length))) yield break;
            yield return (file.Position, Event.Parser.ParseFrom(body, 0, (int)length));
        }
    }

    /// <summary>The checksum of the format: CRC-32C, turned right by 15 bits, plus a constant.</summary>
    public static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in bytes) checksum = BitOperations.Crc32C(checksum, value);
        return BitOperations.RotateRight(~checksum, 15) + MaskDelta;
    }

    private static bool Agrees(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> checksum) =>
        MaskedChecksum(bytes) == BinaryPrimitives.ReadUInt32LittleEndian(checksum);
}

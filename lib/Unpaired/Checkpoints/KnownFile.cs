using System.Text;

namespace Unpaired.Checkpoints;

/// <summary>Recognises what people hand over instead of a checkpoint.</summary>
internal static class KnownFile
{
    /// <summary>The error for a file that is neither of PyTorch's formats.</summary>
    public static CheckpointFormatException NotACheckpoint(MappedFile file)
    {
        var head = file.Span(0, Math.Min(file.Length, 512));
        return file.Bad(0, $"this is no PyTorch checkpoint but {What(head, file.Length)}");
    }

    private static string What(ReadOnlySpan<byte> head, long length)
    {
        if (head.Length > 262 && head[257..262].SequenceEqual("ustar"u8))
        {
            return "a tar archive, the format of PyTorch before 0.1.10 (2017), which is not read. "
                + "Load it in PyTorch 1.x and save it again with torch.save.";
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            return "a gzip file. Unpack it first.";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47]))
            return "a PNG image.";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x48, 0x44, 0x46]))
            return "an HDF5 file (Keras?).";
        if (head.Length > 9 && head[8] == (byte)'{' && BitConverter.ToUInt64(head) < (ulong)length)
            return "a safetensors file. Read it with Safetensors.Load.";
        if (head.StartsWith("version https://git-lfs"u8))
            return "a Git LFS pointer. Fetch the file itself (git lfs pull).";
        string text = Encoding.Latin1.GetString(head).TrimStart();
        if (text.StartsWith('<'))
            return "a web page. Many servers send one instead of a large file; download it in a browser.";
        if (head.StartsWith("PK"u8))
            return "a damaged zip archive.";
        return $"something else: it begins with {Convert.ToHexString(head[..Math.Min(8, head.Length)])}.";
    }
}

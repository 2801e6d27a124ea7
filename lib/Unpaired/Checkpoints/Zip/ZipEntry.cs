namespace Unpaired.Checkpoints.Zip;

/// <summary>One file in a zip archive, with its place and sizes already checked against the archive.</summary>
/// <param name="Name">As the archive has it; never used as a path on the disk.</param>
/// <param name="DataOffset">Where its bytes begin in the archive.</param>
/// <param name="StoredSize">Bytes in the archive.</param>
/// <param name="Size">Bytes once decompressed.</param>
/// <param name="Deflated">Whether it must be decompressed.</param>
/// <param name="Crc">Checksum of the decompressed bytes; 0 where the writer left it out.</param>
internal sealed record ZipEntry(string Name, long DataOffset, long StoredSize, long Size, bool Deflated, uint Crc);

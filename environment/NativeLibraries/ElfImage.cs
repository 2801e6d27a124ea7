using System.Buffers.Binary;
using System.Text;

namespace Unpaired.NativeLibraries;

/// <summary>One version that a shared library needs from another, e.g. GLIBCXX_3.4.32 of libstdc++.so.6.</summary>
/// <param name="File">The providing library's SONAME.</param>
/// <param name="Name">The version's name.</param>
/// <param name="Index">The number by which <c>.gnu.version</c> refers to it.</param>
/// <param name="FlagsOffset">Offset of the 16-bit <c>vna_flags</c> field in the file.</param>
/// <param name="IsWeak">Whether the loader may go on without it.</param>
public sealed record VersionNeed(string File, string Name, ushort Index, long FlagsOffset, bool IsWeak);

/// <summary>An entry of the dynamic symbol table.</summary>
/// <param name="Name">The symbol's linker name.</param>
/// <param name="NameOffset">Offset of the name's first byte in the file.</param>
/// <param name="Version">Its index in <c>.gnu.version</c>, without the hidden bit.</param>
/// <param name="VersionOffset">Offset of that 16-bit entry in the file.</param>
/// <param name="IsDefined">Whether this library itself defines it.</param>
public sealed record DynamicSymbol(
    string Name, long NameOffset, ushort Version, long VersionOffset, bool IsDefined);

/// <summary>
/// The few tables of a 64-bit little-endian ELF shared library that decide whether the loader accepts it.
/// </summary>
/// <remarks>Source: System V ABI (gABI), chapters 4 and 5; Linux Standard Base, "Symbol Versioning".</remarks>
public sealed class ElfImage
{
    private const int SectionHeaderSize = 64, SymbolSize = 24;
    private const uint DynamicSymbols = 11, VersionNeeds = 0x6ffffffe, VersionDefinitions = 0x6ffffffd;
    private const uint SymbolVersions = 0x6fffffff;
    private const ushort WeakFlag = 2, VersionIndexMask = 0x7fff;

    private readonly byte[] bytes;
    private readonly string path;
    private readonly List<Section> sections = [];

    private sealed record Section(uint Type, long Offset, long Size, int Link, int Info);

    private ElfImage(string path, byte[] bytes)
    {
        this.path = path;
        this.bytes = bytes;
    }

    /// <summary>Reads a library.</summary>
    /// <param name="path">A shared library file.</param>
    /// <exception cref="InvalidDataException">Not a 64-bit little-endian ELF file, or cut short.</exception>
    public static ElfImage Load(string path)
    {
        var image = new ElfImage(path, File.ReadAllBytes(path));
        image.ReadSections();
        return image;
    }

    /// <summary>The versions that this library needs from others.</summary>
    public IReadOnlyList<VersionNeed> Needs => [.. ReadNeeds()];

    /// <summary>The versions that this library provides.</summary>
    public IReadOnlySet<string> Provides => ReadDefinitions().ToHashSet();

    /// <summary>The dynamic symbols, defined and wanted.</summary>
    public IReadOnlyList<DynamicSymbol> Symbols => [.. ReadSymbols()];

    /// <summary>Lets the loader go on when the version is missing.</summary>
    public void MakeWeak(VersionNeed need) =>
        WriteUInt16(need.FlagsOffset, (ushort)(UInt16(need.FlagsOffset) | WeakFlag));

    /// <summary>Makes a wanted symbol one without a version, under another name.</summary>
    /// <exception cref="ArgumentException">The new name is longer than the old one.</exception>
    public void Redirect(DynamicSymbol symbol, string newName)
    {
        if (newName.Length > symbol.Name.Length)
            throw new ArgumentException(
                $"'{newName}' does not fit into the place of '{symbol.Name}' in {path}.", nameof(newName));
        Encoding.ASCII.GetBytes(newName + '\0').CopyTo(bytes, (int)symbol.NameOffset);
        WriteUInt16(symbol.VersionOffset, 1); // VER_NDX_GLOBAL: any provider will do
    }

    /// <summary>Writes the image to a file of its own, unless that file holds it already.</summary>
    /// <returns>Whether anything was written.</returns>
    public bool Save(string target)
    {
        var file = new FileInfo(target);
        if (file.Exists && file.LinkTarget is null && file.Length == bytes.Length
            && File.ReadAllBytes(target).AsSpan().SequenceEqual(bytes))
            return false;
        Directory.CreateDirectory(file.DirectoryName!);
        file.Delete(); // never write through a link
        File.WriteAllBytes(target, bytes);
        return true;
    }

    private void ReadSections()
    {
        if (bytes.Length < 64 || !bytes.AsSpan(0, 4).SequenceEqual("\u007fELF"u8) || bytes[4] != 2 || bytes[5] != 1)
            throw new InvalidDataException($"{path}: expected a 64-bit little-endian ELF file.");
        long table = Int64(0x28);
        int count = UInt16(0x3c);
        for (int i = 0; i < count; i++)
        {
            long at = table + (long)i * SectionHeaderSize;
            sections.Add(new Section(UInt32(at + 4), Int64(at + 0x18), Int64(at + 0x20),
                (int)UInt32(at + 0x28), (int)UInt32(at + 0x2c)));
        }
    }

    private IEnumerable<VersionNeed> ReadNeeds()
    {
        foreach (var section in sections.Where(s => s.Type == VersionNeeds))
        {
            long names = sections[section.Link].Offset, need = section.Offset;
            for (int i = 0; i < section.Info; i++)
            {
                string file = Text(names + UInt32(need + 4));
                long entry = need + UInt32(need + 8);
                for (int j = 0; j < UInt16(need + 2); j++)
                {
                    yield return new VersionNeed(file, Text(names + UInt32(entry + 8)), UInt16(entry + 6),
                        entry + 4, (UInt16(entry + 4) & WeakFlag) != 0);
                    entry += UInt32(entry + 12);
                }
                need += UInt32(need + 12);
            }
        }
    }

    private IEnumerable<string> ReadDefinitions()
    {
        foreach (var section in sections.Where(s => s.Type == VersionDefinitions))
        {
            long names = sections[section.Link].Offset, definition = section.Offset;
            for (int i = 0; i < section.Info; i++)
            {
                yield return Text(names + UInt32(definition + UInt32(definition + 12)));
                definition += UInt32(definition + 16);
            }
        }
    }

    private IEnumerable<DynamicSymbol> ReadSymbols()
    {
        var table = sections.FirstOrDefault(s => s.Type == DynamicSymbols);
        var versions = sections.FirstOrDefault(s => s.Type == SymbolVersions);
        if (table is null || versions is null)
            yield break;
        long names = sections[table.Link].Offset;
        for (long i = 1; i < table.Size / SymbolSize; i++)
        {
            long at = table.Offset + i * SymbolSize, version = versions.Offset + 2 * i;
            long name = names + UInt32(at);
            yield return new DynamicSymbol(Text(name), name, (ushort)(UInt16(version) & VersionIndexMask),
                version, UInt16(at + 6) != 0);
        }
    }

    private string Text(long offset)
    {
        int length = Slice(offset, 1).Length == 0 ? 0 : bytes.AsSpan((int)offset).IndexOf((byte)0);
        return Encoding.ASCII.GetString(Slice(offset, Math.Max(0, length)));
    }

    private ushort UInt16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, 2));

    private uint UInt32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, 4));

    private long Int64(long offset) => BinaryPrimitives.ReadInt64LittleEndian(Slice(offset, 8));

    private void WriteUInt16(long offset, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((int)offset, 2), value);

    private ReadOnlySpan<byte> Slice(long offset, int length) =>
        offset >= 0 && offset + length <= bytes.Length
            ? bytes.AsSpan((int)offset, length)
            : throw new InvalidDataException(
                $"{path}: expected at least {offset + length} bytes, found {bytes.Length}. Is the file cut short?");
}

using System.Buffers.Binary;
using System.Text;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

/// <summary>Font files for tests, made from the two faces inside the library: no font need be installed.</summary>
internal static class GlyphFontFiles
{
    /// <summary>Two faces of one family.</summary>
    public static void WriteOneFamily(string folder, string family = "Unpaired")
    {
        Directory.CreateDirectory(folder);
        foreach (var name in (string[])["UnpairedSans-Regular.otf", "UnpairedSans-SemiBold.otf"])
            File.WriteAllBytes(Path.Combine(folder, $"{family}{name}"), Renamed(Resource(name), family));
    }

    /// <summary>A face that says it is one of symbols.</summary>
    public static void WriteSymbols(string folder)
    {
        Directory.CreateDirectory(folder);
        var font = Renamed(Resource("UnpairedSans-Regular.otf"), "Pictures");
        for (var entry = 12; entry < 12 + 16 * BinaryPrimitives.ReadUInt16BigEndian(font.AsSpan(4)); entry += 16)
            if (Encoding.ASCII.GetString(font, entry, 4) == "OS/2")
                font[BinaryPrimitives.ReadInt32BigEndian(font.AsSpan(entry + 8)) + 32] = 5;
        File.WriteAllBytes(Path.Combine(folder, "pictures.otf"), font);
    }

    /// <summary>The family's first word replaced by another of the same length, wherever the font says it.</summary>
    private static byte[] Renamed(byte[] font, string family)
    {
        foreach (var encoding in (Encoding[])[Encoding.BigEndianUnicode, Encoding.ASCII])
        {
            byte[] from = encoding.GetBytes("Unpaired"), to = encoding.GetBytes(family);
            Assert.Equal(from.Length, to.Length);
            for (var at = 0; font.AsSpan(at).IndexOf(from) is >= 0 and var found; at += found + from.Length)
                to.CopyTo(font, at + found);
        }
        return font;
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(GlyphWorld).Assembly.GetManifestResourceStream(name)!;
        var font = new byte[stream.Length];
        stream.ReadExactly(font);
        return font;
    }
}

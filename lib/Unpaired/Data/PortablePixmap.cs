using System.Globalization;

namespace Unpaired.Data;

/// <summary>Reads PPM (P3, P6) and PGM (P2, P5) files, which Skia does not; the original data sets may hold
/// .ppm.</summary>
internal static class PortablePixmap
{
    public static bool Recognizes(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 3 && bytes[0] == 'P' && bytes[1] is (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6'
        && (IsSpace(bytes[2]) || bytes[2] == '#');

    public static Picture Read(byte[] bytes, string name)
    {
        var reader = new Reader(bytes, name);
        bool text = bytes[1] is (byte)'2' or (byte)'3';
        int channels = bytes[1] is (byte)'3' or (byte)'6' ? 3 : 1;
        int width = reader.Number("a width");
        int height = reader.Number("a height");
        int maximum = reader.Number("a largest value");
        PictureFile.CheckSize(width, height, name);
        if (maximum is < 1 or > 65535)
            throw new PictureFormatException(name, $"expected a largest value of 1 to 65535, found {maximum}.");
        long samples = (long)width * height * channels;
        reader.CheckRemaining(text ? samples * 2 - 1 : samples * (maximum > 255 ? 2 : 1));
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.Length; i += channels == 3 ? 1 : 3)
        {
            int value = text ? reader.Number("a pixel") : reader.Sample(maximum > 255);
            if (value > maximum)
                throw new PictureFormatException(name, $"expected values up to {maximum}, found {value}.");
            byte scaled = maximum == 255 ? (byte)value : (byte)Math.Round(value * 255.0 / maximum);
            rgb[i] = scaled;
            if (channels == 1)
                rgb[i + 1] = rgb[i + 2] = scaled;
        }
        return new Picture(width, height, rgb);
    }

    private static bool IsSpace(byte value) => value is 32 or (>= 9 and <= 13);

    private sealed class Reader(byte[] bytes, string name)
    {
        private int position = 2;

        /// <summary>The next number in decimal; a comment runs from # to the end of its line.</summary>
        public int Number(string what)
        {
            while (position < bytes.Length && (IsSpace(bytes[position]) || bytes[position] == '#'))
            {
                if (bytes[position] == '#')
                    while (position < bytes.Length && bytes[position] is not ((byte)'\n' or (byte)'\r'))
                        position++;
                else
                    position++;
            }
            int start = position;
            while (position < bytes.Length && !IsSpace(bytes[position]) && bytes[position] != '#')
                position++;
            if (start == position)
                throw new PictureFormatException(name, $"the PPM data is cut short: expected {what} at byte {start}.");
            var token = bytes.AsSpan(start, position - start);
            if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                throw new PictureFormatException(name,
                    $"expected {what} at byte {start}, " +
                    $"found '{Convert.ToHexString(token[..Math.Min(token.Length, 8)])}' (hexadecimal).");
            return value;
        }

        /// <summary>A white-space byte ends the header; all samples follow (as text: digits and spaces).</summary>
        public void CheckRemaining(long needed)
        {
            position++;
            if (bytes.Length - position < needed)
                throw new PictureFormatException(name,
                    $"the PPM data is cut short: expected {needed:N0} bytes of pixels, " +
                    $"found {Math.Max(0, bytes.Length - position):N0}.");
        }

        public int Sample(bool wide) => wide ? (bytes[position++] << 8) | bytes[position++] : bytes[position++];
    }
}

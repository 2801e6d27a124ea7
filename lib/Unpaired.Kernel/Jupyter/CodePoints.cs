namespace Unpaired.Kernel.Jupyter;

/// <summary>The protocol counts Unicode characters, .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>A cursor's place in UTF-16 units; the end of the text if there is none or it lies beyond.</summary>
    public static int ToUtf16(string text, int? codePoints)
    {
        int index = 0;
        for (int left = codePoints ?? int.MaxValue; left > 0 && index < text.Length; left--)
            index += IsPair(text, index) ? 2 : 1;
        return index;
    }

    /// <summary>The number of characters before a place.</summary>
    public static int FromUtf16(string text, int index)
    {
        int count = 0;
        for (int i = 0; i < index; i += IsPair(text, i) ? 2 : 1)
            count++;
        return count;
    }

    private static bool IsPair(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
}

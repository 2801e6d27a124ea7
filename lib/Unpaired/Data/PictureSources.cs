namespace Unpaired.Data;

/// <summary>What can be done with every source of pictures.</summary>
public static class PictureSources
{
    /// <summary>The first pictures of a source, each read when it is asked for.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="count">How many; fewer if the source has fewer.</param>
    public static IEnumerable<Picture> Take(this IPictureSource source, int count) =>
        Enumerable.Range(0, Math.Min(count, source.Count)).Select(i => source[i]);
}

namespace Unpaired.Training;

/// <summary>The two sides of a translation, as the papers name them.</summary>
public enum Domain
{
    /// <summary>The first domain; in the objects world, outline drawings.</summary>
    A,

    /// <summary>The second domain; in the objects world, coloured objects.</summary>
    B,
}

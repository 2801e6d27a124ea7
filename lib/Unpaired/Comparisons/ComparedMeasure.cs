namespace Unpaired.Comparisons;

/// <summary>What must be known to take a measure.</summary>
public enum MeasureNeeds
{
    /// <summary>The true answer of each question: only a drawn world has it.</summary>
    Truth,

    /// <summary>Which class each question asks for, and a network that knows the classes.</summary>
    Labels,

    /// <summary>True pictures of the target domain, none of them the answer.</summary>
    Pictures,

    /// <summary>Nothing but the answers and the inputs.</summary>
    Nothing,
}

/// <summary>One measure of a comparison.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="LowerIsBetter">Which way it is read.</param>
/// <param name="Needs">What must be known.</param>
public sealed record ComparedMeasure(string Name, bool LowerIsBetter, MeasureNeeds Needs)
{
    /// <summary>Mean absolute difference to the true answer.</summary>
    public static ComparedMeasure Error { get; } = new("error", true, MeasureNeeds.Truth);

    /// <summary>Correlation of the deviations from the mean picture with the truth's.</summary>
    public static ComparedMeasure Correlation { get; } = new("correlation", false, MeasureNeeds.Truth);

    /// <summary>The error inside the true creature's outline.</summary>
    public static ComparedMeasure CreatureError { get; } = new("error on the creature", true, MeasureNeeds.Truth);

    /// <summary>Overlap of the silhouettes.</summary>
    public static ComparedMeasure Silhouette { get; } = new("silhouette IoU", false, MeasureNeeds.Truth);

    /// <summary>Share of answers in which a classifier sees the class that was asked for.</summary>
    public static ComparedMeasure Recognised { get; } = new("class recognised", false, MeasureNeeds.Labels);

    /// <summary>Fréchet distance of features; FID, had the features been those of its network.</summary>
    public static ComparedMeasure Frechet { get; } = new("Fréchet distance", true, MeasureNeeds.Pictures);

    /// <summary>Kernel distance of features, times 1000; KID, likewise.</summary>
    public static ComparedMeasure Kernel { get; } = new("kernel distance × 1000", true, MeasureNeeds.Pictures);

    /// <summary>How many true pictures reach an answer.</summary>
    public static ComparedMeasure Density { get; } = new("density", false, MeasureNeeds.Pictures);

    /// <summary>Share of true pictures with an answer in reach.</summary>
    public static ComparedMeasure Coverage { get; } = new("coverage", false, MeasureNeeds.Pictures);

    /// <summary>How clear and how different the predictions of a classifier are, as the inception score.</summary>
    public static ComparedMeasure Score { get; } = new("score of predictions", false, MeasureNeeds.Nothing);

    /// <summary>Difference between the input and the answer brought back.</summary>
    public static ComparedMeasure Cycle { get; } = new("cycle error", true, MeasureNeeds.Nothing);

    /// <summary>Difference between the answer and the input: what "content is kept" is often taken to mean.</summary>
    public static ComparedMeasure Change { get; } = new("change of the input", true, MeasureNeeds.Nothing);
}

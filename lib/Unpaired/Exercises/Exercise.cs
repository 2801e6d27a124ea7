namespace Unpaired.Exercises;

/// <summary>A question that a notebook asks and that can be checked.</summary>
/// <param name="Id">Paper and number, such as <c>munit-1</c>.</param>
/// <param name="Hint">Shown at the second wrong try: where to look, never the answer.</param>
public abstract record Exercise(string Id, string Hint);

/// <summary>A question whose answer is a number.</summary>
/// <param name="Id">Paper and number.</param>
/// <param name="Expected">The right number.</param>
/// <param name="Tolerance">Largest accepted difference, in the unit of the answer.</param>
/// <param name="Unit">What is counted or measured; empty for a pure number.</param>
/// <param name="Hint">Shown at the second wrong try.</param>
public sealed record NumberExercise(string Id, double Expected, double Tolerance, string Unit, string Hint)
    : Exercise(Id, Hint);

/// <summary>A question whose answer is the shape of a tensor.</summary>
/// <param name="Id">Paper and number.</param>
/// <param name="Expected">The right sizes, outermost first.</param>
/// <param name="Hint">Shown at the second wrong try.</param>
public sealed record ShapeExercise(string Id, IReadOnlyList<long> Expected, string Hint) : Exercise(Id, Hint);

/// <summary>A function to write; it is tried on drawn inputs.</summary>
/// <param name="Id">Paper and number.</param>
/// <param name="Wanted">The delegate type that the answer must have.</param>
/// <param name="Signature">The same in words: what goes in, what comes out, with shapes.</param>
/// <param name="Probe">Tries the function; null when every property holds, otherwise what was seen.</param>
/// <param name="Hint">Shown at the second wrong try.</param>
public sealed record FunctionExercise(
    string Id, Type Wanted, string Signature, Func<Delegate, string?> Probe, string Hint) : Exercise(Id, Hint);

/// <summary>A guess made before a cell runs, compared with what the cell measured.</summary>
/// <param name="Id">Paper and number, such as <c>munit-p1</c>.</param>
/// <param name="Options">The letters that may be guessed and what each says.</param>
/// <param name="Happened">From the measured numbers to the letter that came true.</param>
/// <param name="Why">One sentence on the reason, for each letter that can come true.</param>
public sealed record Prediction(
    string Id,
    IReadOnlyDictionary<string, string> Options,
    Func<IReadOnlyList<double>, string> Happened,
    IReadOnlyDictionary<string, string> Why) : Exercise(Id, Hint: "");

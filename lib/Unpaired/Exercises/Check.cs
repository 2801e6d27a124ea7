using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>What notebooks call to check an answer, a guess or a claim of their text.</summary>
public static class Check
{
    private static readonly ExerciseSheet Sheet = new(
    [
        .. StartExercises.All, .. UnitExercises.All, .. MunitExercises.All, .. FunitExercises.All,
        .. CocoFunitExercises.All, .. TunitExercises.All, .. DunitExercises.All, .. CheckpointExercises.All,
    ]);

    /// <summary>Whether an open or wrong answer throws; solutions set it, so that a machine running them notices.</summary>
    public static bool Strict { get => Sheet.Strict; set => Sheet.Strict = value; }

    /// <inheritdoc cref="ExerciseSheet.Number"/>
    public static CheckResult Number(string id, double? answer, string unit = "") => Sheet.Number(id, answer, unit);

    /// <inheritdoc cref="ExerciseSheet.Shape"/>
    public static CheckResult Shape(string id, params long[] answer) => Sheet.Shape(id, answer);

    /// <summary>Checks the sizes of a tensor that the reader made.</summary>
    /// <param name="id">A shape exercise.</param>
    /// <param name="answer">The tensor; only its shape is looked at.</param>
    public static CheckResult Shape(string id, Tensor answer) => Sheet.Shape(id, answer.shape);

    /// <inheritdoc cref="ExerciseSheet.Function"/>
    public static CheckResult Function(string id, Delegate? answer) => Sheet.Function(id, answer);

    /// <inheritdoc cref="ExerciseSheet.Guess"/>
    public static CheckResult Guess(string id, string guess, params double[] measured) =>
        Sheet.Guess(id, guess, measured);

    /// <summary>Asserts a sentence of the text about the numbers just seen, and prints it.</summary>
    /// <param name="claim">The sentence, with its slack: "the error is below that of the mean picture".</param>
    /// <param name="holds">Whether it is so in this run.</param>
    /// <exception cref="CheckFailedException">It is not so.</exception>
    public static void Claim(string claim, bool holds)
    {
        if (!holds)
            throw new CheckFailedException($"The text claims: {claim}. This run does not show it.");
        Console.WriteLine($"Holds in this run: {claim}.");
    }
}

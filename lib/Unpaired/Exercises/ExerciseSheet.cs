using System.Collections.Concurrent;
using System.Globalization;
using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>Checks answers against a list of exercises and counts the tries of each.</summary>
/// <remarks>A wrong answer gets a hint at the second try and never the solution.</remarks>
/// <param name="exercises">The questions, each with its own id.</param>
public sealed class ExerciseSheet(IEnumerable<Exercise> exercises)
{
    private readonly IReadOnlyDictionary<string, Exercise> exercises = exercises.ToDictionary(exercise => exercise.Id);
    private readonly ConcurrentDictionary<string, int> wrongTries = new();

    /// <summary>Whether an open or wrong answer throws; for solutions, which a machine runs.</summary>
    public bool Strict { get; set; }

    /// <summary>Checks a number.</summary>
    /// <param name="id">A number exercise.</param>
    /// <param name="answer">The answer; null or not-a-number while it is open.</param>
    /// <param name="unit">The unit the answer is in; empty to leave it unsaid.</param>
    /// <exception cref="ArgumentException">No such number exercise.</exception>
    /// <exception cref="CheckFailedException">Open or wrong, in strict mode.</exception>
    public CheckResult Number(string id, double? answer, string unit = "")
    {
        var exercise = Find<NumberExercise>(id, "a number");
        if (answer is null || double.IsNaN(answer.Value))
            return Open(id, exercise.Unit.Length == 0 ? "a number" : $"a number of {exercise.Unit}");
        if (unit.Length > 0 && unit != exercise.Unit)
            return Wrong(exercise, $"the answer is wanted in {Named(exercise.Unit)}, not in {unit}.");
        string given = $"{Text(answer.Value)}{(exercise.Unit.Length == 0 ? "" : $" {exercise.Unit}")}";
        return Math.Abs(answer.Value - exercise.Expected) <= exercise.Tolerance
            ? Right(id, $"Right: {given}.")
            : Wrong(exercise, $"{given} is not it.");
    }

    /// <summary>Checks the sizes of a tensor.</summary>
    /// <param name="id">A shape exercise.</param>
    /// <param name="answer">The sizes, outermost first; none while it is open.</param>
    /// <exception cref="ArgumentException">No such shape exercise.</exception>
    /// <exception cref="CheckFailedException">Open or wrong, in strict mode.</exception>
    public CheckResult Shape(string id, params long[] answer)
    {
        var exercise = Find<ShapeExercise>(id, "a shape");
        if (answer.Length == 0)
            return Open(id, $"{exercise.Expected.Count} sizes, such as 1, 3, 256, 256");
        string given = $"[{string.Join(", ", answer)}]";
        if (answer.SequenceEqual(exercise.Expected))
            return Right(id, $"Right: {given}.");
        int agree = answer.Zip(exercise.Expected).Count(pair => pair.First == pair.Second);
        return Wrong(exercise, answer.Length == exercise.Expected.Count
            ? $"{given} has {agree} of {exercise.Expected.Count} sizes right."
            : $"{given} has {answer.Length} sizes; {exercise.Expected.Count} are wanted.");
    }

    /// <summary>Tries a function on drawn inputs.</summary>
    /// <param name="id">A function exercise.</param>
    /// <param name="answer">The function; null while it is open.</param>
    /// <exception cref="ArgumentException">No such function exercise.</exception>
    /// <exception cref="CheckFailedException">Open or wrong, in strict mode.</exception>
    public CheckResult Function(string id, Delegate? answer)
    {
        var exercise = Find<FunctionExercise>(id, "a function");
        if (answer is null)
            return Open(id, $"a function: {exercise.Signature}");
        if (!exercise.Wanted.IsInstanceOfType(answer))
            return Wrong(exercise, $"wanted {Name(exercise.Wanted)}, {exercise.Signature}; got {Name(answer.GetType())}.");
        return Try(exercise, answer) switch
        {
            null => Right(id, "Right: it holds on every drawn input."),
            var seen => Wrong(exercise, seen),
        };
    }

    /// <summary>Says whether a guess, made before a cell ran, held.</summary>
    /// <param name="id">A prediction.</param>
    /// <param name="guess">The letter guessed; <c>?</c> or nothing while it is open.</param>
    /// <param name="measured">What the cell measured, in the order the prediction asks for.</param>
    /// <exception cref="ArgumentException">No such prediction.</exception>
    public CheckResult Guess(string id, string guess, params double[] measured)
    {
        var prediction = Find<Prediction>(id, "a guess");
        string happened = prediction.Happened(measured);
        string story = $"What happened: ({happened}) {prediction.Options[happened]}. {prediction.Why[happened]}";
        string letter = guess.Trim().Trim('(', ')').ToLowerInvariant();
        if (letter is "" or "?")
            return new CheckResult(id, CheckOutcome.Open, $"No guess was made. {story}");
        if (!prediction.Options.ContainsKey(letter))
            return new CheckResult(id, CheckOutcome.Open,
                $"'{guess}' is not one of {string.Join(", ", prediction.Options.Keys)}. {story}");
        return letter == happened
            ? new CheckResult(id, CheckOutcome.Right, $"Your guess ({letter}) held. {story}")
            : new CheckResult(id, CheckOutcome.Wrong, $"Your guess ({letter}) did not hold. {story}");
    }

    private static string? Try(FunctionExercise exercise, Delegate answer)
    {
        try
        {
            using var scope = NewDisposeScope();
            return exercise.Probe(answer);
        }
        catch (Exception error) when (error is not OutOfMemoryException) // the reader's own code may throw anything
        {
            string said = error.Message.Split('\n')[0].TrimEnd('.');
            return $"it threw {error.GetType().Name} ({said}). Wanted: {exercise.Signature}.";
        }
    }

    private T Find<T>(string id, string kind) where T : Exercise =>
        exercises.TryGetValue(id, out var found) && found is T exercise
            ? exercise
            : throw new ArgumentException(
                $"No exercise '{id}' asks for {kind}; those that do: "
                + $"{string.Join(", ", exercises.Values.OfType<T>().Select(known => known.Id))}.", nameof(id));

    private CheckResult Open(string id, string wanted) =>
        Reported(new CheckResult(id, CheckOutcome.Open, $"Your turn. Wanted: {wanted}."));

    private CheckResult Right(string id, string message) =>
        Reported(new CheckResult(id, CheckOutcome.Right, message));

    private CheckResult Wrong(Exercise exercise, string seen)
    {
        int tries = wrongTries.AddOrUpdate(exercise.Id, 1, (_, before) => before + 1);
        string hint = tries >= 2 ? $" Hint: {exercise.Hint}" : " Try again; a second try brings a hint.";
        return Reported(new CheckResult(exercise.Id, CheckOutcome.Wrong, $"Not yet: {seen}{hint}"));
    }

    private CheckResult Reported(CheckResult result) =>
        Strict && !result.Passed ? throw new CheckFailedException(result.ToString()) : result;

    private static string Named(string unit) => unit.Length == 0 ? "plain numbers" : unit;

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}

using Unpaired.Exercises;

namespace Unpaired.Tests.Exercises;

public sealed class StartExercisesTests
{
    private readonly ExerciseSheet sheet = new(StartExercises.All);

    [Theory]
    [InlineData("start-1", 720)]
    [InlineData("start-2", 1.0 / 30)]
    public void The_number_worked_by_hand_is_accepted(string id, double answer) =>
        Assert.True(sheet.Number(id, answer).Passed);

    [Theory]
    [InlineData("start-1", 36)] // six times six: pictures taken twice
    [InlineData("start-2", 0.1)] // all three colours wrong
    [InlineData("start-2", 0.25 / 3)] // the background forgotten
    public void The_usual_slips_are_not(string id, double answer) =>
        Assert.Equal(CheckOutcome.Wrong, sheet.Number(id, answer).Outcome);

    public static TheoryData<string> FlatRules => ["2x mod 1", "3x mod 1", "tent"];

    [Theory]
    [MemberData(nameof(FlatRules))]
    public void A_flat_rule_that_cannot_be_undone_is_accepted(string name)
    {
        Func<double, double> rule = name switch
        {
            "2x mod 1" => x => 2 * x % 1,
            "3x mod 1" => x => 3 * x % 1,
            _ => x => 1 - Math.Abs(1 - 2 * x),
        };
        Assert.True(sheet.Function("start-3", rule).Passed);
    }

    [Theory]
    [InlineData("flip", "can be undone")]
    [InlineData("shift", "can be undone")]
    [InlineData("square", "% of the outputs")]
    [InlineData("constant", "% of the outputs")]
    [InlineData("double", "outside [0, 1]")]
    [InlineData("not a number", "outside [0, 1]")]
    [InlineData("throws", "InvalidOperationException")]
    public void Any_other_rule_is_told_why_not(string name, string reason)
    {
        Func<double, double> rule = name switch
        {
            "flip" => x => 1 - x,
            "shift" => x => (x + 0.5) % 1,
            "square" => x => x * x,
            "constant" => _ => 0.5,
            "double" => x => 2 * x,
            "not a number" => _ => double.NaN,
            _ => _ => throw new InvalidOperationException("not yet"),
        };
        var result = sheet.Function("start-3", rule);
        Assert.Equal(CheckOutcome.Wrong, result.Outcome);
        Assert.Contains(reason, result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("start-p1", new[] { 0, 1e-9, 0 }, "d")]
    [InlineData("start-p1", new[] { 0, 0.2, 0.1 }, "b")]
    [InlineData("start-p2", new[] { 0, 0, 0, 0.33 }, "b")]
    [InlineData("start-p2", new[] { 0, 0.5, 0.5, 0.33 }, "a")]
    [InlineData("start-p2", new[] { 0, 0, 0, 0.0 }, "c")]
    [InlineData("start-p2", new[] { 0, 0.5, 0, 0.33 }, "d")]
    [InlineData("start-p3", new[] { 0.36, 0.34, 0.22, 0.33 }, "c")]
    [InlineData("start-p3", new[] { 0.36, 0.34, 0.32, 0.3 }, "d")]
    public void A_guess_holds_when_the_measured_numbers_say_so(string id, double[] measured, string letter)
    {
        Assert.Equal(CheckOutcome.Right, sheet.Guess(id, letter, measured).Outcome);
        Assert.Equal(CheckOutcome.Open, sheet.Guess(id, "?", measured).Outcome);
        Assert.Equal(CheckOutcome.Wrong, sheet.Guess(id, letter == "a" ? "b" : "a", measured).Outcome);
    }
}

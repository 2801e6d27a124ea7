using Unpaired.Exercises;
using static TorchSharp.torch;

namespace Unpaired.Tests.Exercises;

public sealed class ExerciseSheetTests
{
    private static ExerciseSheet Sheet(bool strict = false) => new([
        new NumberExercise("x-1", Expected: 0.25, Tolerance: 0.01, Unit: "pixels", Hint: "look again"),
        new ShapeExercise("x-2", Expected: [1, 3, 8], Hint: "count sides"),
        new FunctionExercise("x-3", typeof(Func<double, double>), "a number to its square",
            f => ((Func<double, double>)f)(3) == 9 ? null : "three squared is nine.", Hint: "multiply"),
        new Prediction("x-p1", new Dictionary<string, string> { ["a"] = "it grows", ["b"] = "it falls" },
            measured => measured[0] > 0 ? "a" : "b",
            new Dictionary<string, string> { ["a"] = "Because of up.", ["b"] = "Because of down." }),
    ])
    {
        Strict = strict,
    };

    [Theory]
    [InlineData(0.25, CheckOutcome.Right)]
    [InlineData(0.259, CheckOutcome.Right)]
    [InlineData(0.27, CheckOutcome.Wrong)]
    [InlineData(double.PositiveInfinity, CheckOutcome.Wrong)]
    [InlineData(double.NaN, CheckOutcome.Open)]
    public void Number_AnswerNearOrFar_IsJudgedByTolerance(double answer, CheckOutcome expected) =>
        Assert.Equal(expected, Sheet().Number("x-1", answer, "pixels").Outcome);

    [Fact]
    public void Number_SecondWrongTry_BringsTheHintAndNeverTheSolution()
    {
        var sheet = Sheet();
        string first = sheet.Number("x-1", 1).Message, second = sheet.Number("x-1", 2).Message;
        Assert.DoesNotContain("look again", first);
        Assert.Contains("look again", second);
        Assert.DoesNotContain("0.25", first + second);
    }

    [Fact]
    public void Number_OpenAnswer_CountsAsNoTry()
    {
        var sheet = Sheet();
        Assert.Contains("a number of pixels", sheet.Number("x-1", null).Message);
        sheet.Number("x-1", null);
        Assert.DoesNotContain("look again", sheet.Number("x-1", 1).Message);
    }

    [Fact]
    public void Number_OtherUnit_SaysWhichUnitIsWanted() =>
        Assert.Contains("wanted in pixels, not in metres", Sheet().Number("x-1", 0.25, "metres").Message);

    [Fact]
    public void Shape_RightWrongAndOpen_AreToldApart()
    {
        var sheet = Sheet();
        Assert.Equal(CheckOutcome.Open, sheet.Shape("x-2").Outcome);
        Assert.True(sheet.Shape("x-2", 1, 3, 8).Passed);
        Assert.Contains("2 of 3 sizes right", sheet.Shape("x-2", 1, 3, 9).Message);
        Assert.Contains("2 sizes; 3 are wanted", sheet.Shape("x-2", 1, 3).Message);
    }

    [Fact]
    public void Function_RightWrongAndOpen_AreToldApart()
    {
        var sheet = Sheet();
        Assert.Equal(CheckOutcome.Open, sheet.Function("x-3", null).Outcome);
        Assert.True(sheet.Function("x-3", (double v) => v * v).Passed);
        Assert.Contains("three squared is nine", sheet.Function("x-3", (double v) => v + v).Message);
    }

    [Fact]
    public void Function_OfAnotherType_NamesTheTypeWanted()
    {
        string message = Sheet().Function("x-3", (string text) => text.Length).Message;
        Assert.Contains("Func<Double, Double>", message);
        Assert.Contains("Func<String, Int32>", message);
    }

    [Fact]
    public void Function_ThatThrows_SaysWhatItThrewAndWhatIsWanted()
    {
        Func<double, double> broken = _ => throw new InvalidOperationException("no square today.");
        string message = Sheet().Function("x-3", broken).Message;
        Assert.Contains("InvalidOperationException (no square today)", message);
        Assert.Contains("a number to its square", message);
    }

    [Theory]
    [InlineData("a", 1.0, CheckOutcome.Right)]
    [InlineData("(B)", -1.0, CheckOutcome.Right)]
    [InlineData("b", 1.0, CheckOutcome.Wrong)]
    [InlineData("?", 1.0, CheckOutcome.Open)]
    [InlineData("z", 1.0, CheckOutcome.Open)]
    public void Guess_AnyLetter_TellsWhatHappenedAndWhy(string guess, double measured, CheckOutcome expected)
    {
        var result = Sheet(strict: true).Guess("x-p1", guess, measured);
        Assert.Equal(expected, result.Outcome);
        Assert.Contains(measured > 0 ? "it grows. Because of up." : "it falls. Because of down.", result.Message);
    }

    [Fact]
    public void AnyKind_UnknownId_NamesTheKnownOnes()
    {
        var error = Assert.Throws<ArgumentException>(() => Sheet().Number("x-2", 1));
        Assert.Contains("'x-2'", error.Message);
        Assert.Contains("x-1", error.Message);
    }

    [Fact]
    public void Strict_OpenOrWrong_Throws()
    {
        var sheet = Sheet(strict: true);
        Assert.Throws<CheckFailedException>(() => sheet.Number("x-1", null));
        Assert.Throws<CheckFailedException>(() => sheet.Shape("x-2", 1, 3, 9));
        Assert.Throws<CheckFailedException>(() => sheet.Function("x-3", (double v) => v));
        Assert.True(sheet.Number("x-1", 0.25).Passed);
    }

    [Fact]
    public void Claim_ThatDoesNotHold_Throws()
    {
        Check.Claim("two is more than one", 2 > 1);
        var error = Assert.Throws<CheckFailedException>(() => Check.Claim("one is more than two", 1 > 2));
        Assert.Contains("one is more than two", error.Message);
    }

    [Fact]
    public void Shape_OfATensor_IsThatOfItsSizes()
    {
        using var scope = NewDisposeScope();
        Assert.True(Check.Shape("munit-2", zeros([1, 256, 24, 40])).Passed);
    }
}

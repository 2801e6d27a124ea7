using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public class SpeciesDatasetTests
{
    private static readonly SpeciesWorld World = new(32);

    [Fact]
    public void Picture_OfASpecies_IsTheSameInEverySet()
    {
        var ten = new SpeciesDataset(World, SpeciesWorld.Ten, 20, 5);
        var more = new SpeciesDataset(World, SpeciesWorld.Ten.Reverse().Take(4), 50, 5);
        var species = more.Species[1];
        var inTen = ten.Species.IndexOf(species);
        Assert.True(ten[inTen, 7].Rgb.SequenceEqual(more[1, 7].Rgb));
        Assert.False(ten[inTen, 7].Rgb.SequenceEqual(ten[inTen, 8].Rgb));
        Assert.False(ten[inTen, 7].Rgb.SequenceEqual(new SpeciesDataset(World, SpeciesWorld.Ten, 20, 6)[inTen, 7].Rgb));
        Assert.NotEqual(ten.Content(0, 3), ten.Content(1, 3));
    }

    [Fact]
    public void Row_MixesClassesEvenly()
    {
        var set = new SpeciesDataset(World, SpeciesWorld.Ten, 6, 1);
        IClassPictures classes = set;
        Assert.Equal(60, set.Count);
        Assert.Equal((10, 6), (classes.ClassCount, classes.Count(3)));
        Assert.Equal("tiger", classes.Name(0));
        Assert.All(Enumerable.Range(0, 60).CountBy(set.Label), pair => Assert.Equal(6, pair.Value));
        Assert.True(set[23].Rgb.SequenceEqual(classes[set.Label(23), 2].Rgb));
        Assert.True(set[23].Rgb.SequenceEqual(World.Render(set.Content(3, 2), SpeciesWorld.Ten[3]).Rgb));
        Assert.Contains($"{SpeciesWorld.Ten[3].Name} 2", set.NameOf(23));
    }

    [Fact]
    public void Sets_BadArguments_Throw()
    {
        Assert.Contains("at least 1 picture", Assert.Throws<ArgumentException>(
            () => new SpeciesDataset(World, SpeciesWorld.Ten, 0, 1)).Message);
        Assert.Contains("none twice", Assert.Throws<ArgumentException>(
            () => new SpeciesDataset(World, [SpeciesWorld.Ten[0], SpeciesWorld.Ten[0]], 1, 1)).Message);
        Assert.Contains("at least one species", Assert.Throws<ArgumentException>(
            () => new SpeciesDataset(World, [], 1, 1)).Message);
        var set = new SpeciesDataset(World, SpeciesWorld.Ten, 2, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => set[20]);
        Assert.Throws<ArgumentOutOfRangeException>(() => set[0, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => set[10, 0]);
        Assert.Contains("at least 1 example; got 0", Assert.Throws<ArgumentException>(
            () => new SpeciesTestSet(World, SpeciesWorld.Seen, SpeciesWorld.Unseen, 1, 0, 1)).Message);
        Assert.Contains("a target beside each source", Assert.Throws<ArgumentException>(
            () => new SpeciesTestSet(World, [SpeciesWorld.Ten[0]], [SpeciesWorld.Ten[0]], 1, 1, 1)).Message);
    }

    [Fact]
    public void Question_TruthIsTheInputsContentAsTheTarget()
    {
        var test = new SpeciesTestSet(World, SpeciesWorld.Seen, SpeciesWorld.Unseen, 20, 3, 9);
        foreach (var question in test.Pairs())
        {
            Assert.Contains(question.Source, SpeciesWorld.Seen);
            Assert.Contains(question.Target, SpeciesWorld.Unseen);
            Assert.True(question.Truth.Rgb.SequenceEqual(World.Render(question.Content, question.Target).Rgb));
            Assert.True(question.Input.Rgb.SequenceEqual(World.Render(question.Content, question.Source).Rgb));
            Assert.Equal(3, question.Examples.Count);
            Assert.Equal(4, question.ExampleContents.Append(question.Content).Distinct().Count());
            Assert.True(question.Examples[2].Rgb.SequenceEqual(
                World.Render(question.ExampleContents[2], question.Target).Rgb));
        }
        Assert.InRange(test.Pairs().Select(q => q.Target).Distinct().Count(), 6, 12);
    }

    [Fact]
    public void Question_MoreShots_StartsWithTheSameExamples()
    {
        var one = new SpeciesTestSet(World, SpeciesWorld.Ten, SpeciesWorld.Ten, 5, 1, 2)[3];
        var five = new SpeciesTestSet(World, SpeciesWorld.Ten, SpeciesWorld.Ten, 5, 5, 2)[3];
        Assert.Equal((one.Source, one.Target, one.Content), (five.Source, five.Target, five.Content));
        Assert.NotEqual(one.Source, one.Target);
        Assert.True(one.Examples[0].Rgb.SequenceEqual(five.Examples[0].Rgb));
    }

    [Fact]
    public void Baselines_CopyingIsClearlyWrong()
    {
        var test = new SpeciesTestSet(World, SpeciesWorld.Seen, SpeciesWorld.Unseen, 60, 1, 1);
        var copy = CounterfactualBaselines.CopyInput(test).Mean;
        var example = CounterfactualBaselines.StyleExample(test).Mean;
        var mean = CounterfactualBaselines.TargetMean(test, 20).Mean;
        var empty = CounterfactualBaselines.EmptyScene(test).Mean;
        Assert.InRange(copy, 0.08, 0.5);
        Assert.InRange(example, 0.2, 0.8);
        Assert.InRange(mean, 0.1, example - 0.01);
        Assert.InRange(empty, 0.08, 0.5);
        Assert.True(copy < example, $"copying the content {copy:0.000}, the class picture {example:0.000}");
        Assert.Equal(0, CounterfactualError.Evaluate(test.Pairs().Select(q => (q.Truth, q.Truth))).Mean);
    }
}

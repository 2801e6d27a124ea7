using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Dunit;

namespace Unpaired.Tests.Dunit;

public sealed class DomainAdaptationTests : IDisposable
{
    private static readonly AdaptationOptions Few = new()
    {
        Iterations = 2,
        Pictures = 3,
        TestStreets = 3,
        Seeds = [1, 2],
    };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired adaptation ");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Report_HasEveryLineAndIsTheSameEachTime()
    {
        string detector = Detector(DunitRuns.Tiny.Detector);
        var experiment = new DomainAdaptation(detector, Few);
        var seen = new List<string>();
        DomainAdaptationReport Run() => DomainAdaptationReport.Run(
            experiment, [("grey", street => Grey(street.Day.Width))], row => seen.Add(row.Training));

        var report = Run();

        Assert.Equal(["nothing", "nothing", "days as they are", "grey", "true nights"], seen);
        Assert.Equal([1, 1, 2, 2, 2], report.Rows.Select(row => row.Runs.Count));
        Assert.All(report.Rows, row => Assert.InRange(row.Map, -1, 1));
        Assert.Equal(report.ToTable().Text, Run().ToTable().Text);
        Assert.Same(report["grey"], report.Rows[3]);
        Assert.Throws<KeyNotFoundException>(() => report["rain"]);
        Assert.Equal(3, experiment.Streets.Count);
        Assert.Contains(experiment.Streets, street => street.Boxes.Count > 0);
    }

    [Fact]
    public void After_TranslationOfAnotherSize_IsRefused()
    {
        var experiment = new DomainAdaptation(Detector(DunitRuns.Tiny.Detector), Few);
        Assert.Contains("64 x 64", Assert.Throws<ArgumentException>(() => experiment.After(_ => Grey(32))).Message);
    }

    [Fact]
    public void Impossible_SaysWhat()
    {
        string other = Detector(DunitRuns.Tiny.Detector with { ClassNames = ["cat", "dog", "cow"] });
        Assert.Contains("found cat, dog, cow", Assert.Throws<ArgumentException>(() => new DomainAdaptation(other)).Message);
        string detector = Detector(DunitRuns.Tiny.Detector);
        foreach (var (options, name) in new[]
        {
            (Few with { Iterations = 0 }, "Iterations"), (Few with { Seeds = [] }, "Seeds"),
            (Few with { LearningRate = 0 }, "LearningRate"),
        })
            Assert.Contains(name, Assert.Throws<ArgumentException>(() => new DomainAdaptation(detector, options)).Message);
    }

    private string Detector(DetectorConfig config)
    {
        string path = Path.Combine(folder.FullName, $"{Guid.NewGuid():N}.safetensors");
        using var trainer = new DetectorTrainer(config with { PictureWidth = 64, PictureHeight = 64 });
        DetectorFiles.Save(path, trainer.Network);
        return path;
    }

    private static Picture Grey(int side) => new(side, side, new byte[side * side * 3]);
}

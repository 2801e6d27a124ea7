using Unpaired.Data;
using Unpaired.Funit;
using Unpaired.Training;

namespace Unpaired.Tests.Funit;

public sealed class ClassDataTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired classes ");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void FromList_Labels_AreRanksOfTheNamesThatTheListMentions()
    {
        Make("b/1.png", "a/1.png", "a/2.png", "c/1.png");
        string list = Write("list.txt", "  c/1.png \na/2.png\n\na/1.png\n"); // b is not mentioned
        var files = ClassPictureFiles.FromList(folder.FullName, list);
        Assert.Equal([1, 0, 0], files.Labels);
        Assert.Equal(["a", "c"], Enumerable.Range(0, files.ClassCount).Select(files.Name));
        Assert.Equal((3, 2, 1), (files.Count, ((IClassPictures)files).Count(0), ((IClassPictures)files).Count(1)));
        Assert.Equal(files[1].Rgb.ToArray(), files[0, 0].Rgb.ToArray());
        Assert.EndsWith("c/1.png", files.NameOf(0).Replace('\\', '/'));
    }

    [Fact]
    public void FromFolder_Subfolders_AreClasses()
    {
        Make("b/1.png", "a/x/2.png", "a/1.png");
        File.WriteAllText(Path.Combine(folder.FullName, "notes.txt"), "not a picture");
        var files = ClassPictureFiles.FromFolder(folder.FullName);
        Assert.Equal(["a/1.png", "a/x/2.png", "b/1.png"], files.Entries.Order());
        Assert.Equal(2, files.ClassCount);
    }

    [Fact]
    public void Files_WithoutClasses_AreRefused()
    {
        Make("1.png");
        Assert.Contains("expected one subfolder per class",
            Assert.Throws<InvalidOperationException>(() => ClassPictureFiles.FromFolder(folder.FullName)).Message);
        string list = Write("list.txt", "1.png\n");
        var error = Assert.Throws<ArgumentException>(() => ClassPictureFiles.FromList(folder.FullName, list));
        Assert.Contains("expected lines 'class folder/file'; found '1.png'", error.Message);
        Assert.Contains("list.txt", error.Message);
    }

    [Fact]
    public void ClassPictureData_Batches_CarryTheLabelsOfTheirPictures()
    {
        var files = Coloured();
        using var data = Loaded(files);
        for (int i = 0; i < 5; i++)
        {
            using var batch = (LabelledBatch)data.Next(CancellationToken.None);
            foreach (var (pictures, labels) in new[] { (batch.A, batch.LabelsA), (batch.B, batch.LabelsB) })
                Assert.Equal(pictures.mean([2, 3]).argmax(1).data<long>().ToArray(), labels.data<long>().ToArray());
        }
        using var shown = (LabelledBatch)data.Display(2);
        Assert.Equal([0L, 0L], shown.LabelsA.data<long>().ToArray());
        Assert.Equal([2L, 2L], shown.LabelsB.data<long>().ToArray());
    }

    [Fact]
    public void ClassPictureData_BrokenPicture_IsReplacedWithItsOwnLabel()
    {
        var files = Coloured();
        File.WriteAllText(Path.Combine(folder.FullName, "0", "1.png"), "broken");
        using var data = Loaded(files);
        for (int i = 0; i < 6; i++)
        {
            using var batch = (LabelledBatch)data.Next(CancellationToken.None);
            Assert.Equal(batch.A.mean([2, 3]).argmax(1).data<long>().ToArray(), batch.LabelsA.data<long>().ToArray());
        }
    }

    [Fact]
    public void MoveTo_AnIteration_GivesItsBatchAgain()
    {
        using var files = Loaded(Coloured());
        using var drawn = new DrawnClassData(new ColourClasses(4), 3, 5, "colours");
        foreach (ITrainingData data in new ITrainingData[] { files, drawn })
        {
            for (int i = 0; i < 4; i++) data.Next(CancellationToken.None).Dispose();
            using var expected = (LabelledBatch)data.Next(CancellationToken.None);
            data.MoveTo(4);
            using var actual = (LabelledBatch)data.Next(CancellationToken.None);
            Assert.True(expected.A.Equals(actual.A) && expected.B.Equals(actual.B));
            Assert.True(expected.LabelsA.Equals(actual.LabelsA) && expected.LabelsB.Equals(actual.LabelsB));
            using var other = (LabelledBatch)data.Next(CancellationToken.None);
            Assert.False(expected.A.Equals(other.A));
        }
    }

    [Fact]
    public void DrawnClassData_ManyBatches_MeetAllClassesOnBothSides()
    {
        using var data = new DrawnClassData(new ColourClasses(3), 4, 1, "colours");
        var (a, b, same) = (new int[3], new int[3], 0);
        for (int i = 0; i < 60; i++)
        {
            using var batch = (LabelledBatch)data.Next(CancellationToken.None);
            long[] labelsB = batch.LabelsB.data<long>().ToArray();
            foreach (var (left, right) in batch.LabelsA.data<long>().ToArray().Zip(labelsB))
            {
                a[left]++;
                b[right]++;
                same += left == right ? 1 : 0;
            }
        }
        Assert.All(a.Concat(b), count => Assert.InRange(count, 50, 110)); // 80 expected, deviation 7.3
        Assert.InRange(same, 50, 110); // la = lb may happen, a third of the time
        Assert.NotEqual(data.Fingerprint, new DrawnClassData(new ColourClasses(4), 4, 1, "colours").Fingerprint);
    }

    [Theory]
    [InlineData(10, 2)] // two and a half goes down to the even 2
    [InlineData(12, 4)] // three and a half goes up to the even 4
    public void EvaluationTransform_HalfAPixel_GoesToTheEvenNumber(int width, int left)
    {
        var picture = FunitSamples.Random(width, 8, 1);
        var cut = new FunitEvaluationTransform(ShorterSide: 8, Height: 8, Width: 5).Apply(picture);
        Assert.Equal(PictureGeometry.Crop(picture, 0, left, 8, 5).Rgb.ToArray(), cut.Rgb.ToArray());
    }

    private ClassPictureFiles Coloured()
    {
        var colours = new ColourClasses(3);
        for (int c = 0; c < 3; c++)
            for (int i = 0; i < 3; i++)
                Save($"{c}/{i}.png", colours[c, i]);
        return ClassPictureFiles.FromFolder(folder.FullName);
    }

    private static ClassPictureData Loaded(ClassPictureFiles files) => new(
        files, files, MunitTransform.Train(16, 14, 12),
        new LoaderOptions { BatchSize = 2, Workers = 1, Report = _ => { } }, "colours");

    private void Make(params string[] names)
    {
        for (int i = 0; i < names.Length; i++) Save(names[i], FunitSamples.Random(4, 4, i));
    }

    private void Save(string name, Picture picture)
    {
        string path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PictureFile.Save(picture, path);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}

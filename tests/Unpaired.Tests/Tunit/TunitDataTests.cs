using Unpaired.Data;
using Unpaired.Tests.Training;
using Unpaired.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Tunit;

public sealed class TunitDataTests : IDisposable
{
    private readonly RunFolderForTest folders = new();

    public void Dispose() => folders.Dispose();

    [Fact]
    public void Next_SameIteration_GivesTheSameBatch()
    {
        using var scope = NewDisposeScope();
        using var one = TunitRuns.Data();
        using var two = TunitRuns.Data();
        for (int i = 0; i < 5; i++) one.Next(CancellationToken.None);
        two.MoveTo(5);
        using var expected = (TunitBatch)one.Next(CancellationToken.None);
        using var actual = (TunitBatch)two.Next(CancellationToken.None);
        Assert.True(expected.A.Equals(actual.A) && expected.B.Equals(actual.B));
        Assert.False(actual.A.Equals(actual.B));
        Assert.Null(actual.Labels);
        Assert.Equal(one.Fingerprint, two.Fingerprint);
    }

    [Fact]
    public void Next_Epoch_ShowsEachPictureOnceBeforeAnyTwice()
    {
        using var scope = NewDisposeScope();
        // 12 pictures in 3 batches of 4: one epoch. Their sums tell them apart, mirrored or not.
        using var data = TunitRuns.Data();
        var seen = new HashSet<string>();
        for (int i = 0; i < 3; i++)
        {
            using var batch = data.Next(CancellationToken.None);
            foreach (var picture in batch.A.unbind(0))
            {
                var mirrored = picture.flip(2);
                double a = picture.sum().item<float>(), b = mirrored.sum().item<float>();
                Assert.Equal(a, b, 0.01);
                seen.Add(Math.Round(a, 2).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        Assert.Equal(12, seen.Count);
    }

    [Fact]
    public void Next_SemiSupervised_LabelsTheFirstOfEachClassOnly()
    {
        using var data = TunitRuns.Data(TunitRuns.Tiny with { LabelledShare = 0.5, IterationsPerEpoch = 4 });
        Assert.Equal(6, data.LabelledCount);
        var labels = Enumerable.Range(0, 4).Select(_ =>
        {
            using var batch = (TunitBatch)data.Next(CancellationToken.None);
            return batch.Labels?.shape[0];
        });
        // Six labelled pictures: a batch of four, the rest of two; then unlabelled ones.
        Assert.Equal([4, 2, null, null], labels);
    }

    [Fact]
    public void Data_MoreClassesThanPseudoDomains_IsRefusedWhereLabelsCount()
    {
        var config = TunitRuns.Tiny with { Clusters = 1 };
        using (TunitRuns.Data(config)) { }
        var error = Assert.Throws<ArgumentException>(() => TunitRuns.Data(config with { LabelledShare = 1 }));
        Assert.Contains("output_k: expected at least 2", error.Message);
    }

    [Fact]
    public void FromFolder_ClassFolders_HoldsOutTheLastOfEachClass()
    {
        Write("animals/cat", 20);
        Write("animals/dog", 10);
        var (training, heldOut) = LabelledPictures.FromFolder(folders["animals"]);
        Assert.Equal((27, 3), (training.Count, heldOut.Count));
        Assert.Equal(["cat", "dog"], training.ClassNames);
        Assert.Equal([0, 0, 1], heldOut.Labels);
        Assert.EndsWith("dog/09.png", heldOut.NameOf(2));
    }

    [Fact]
    public void FromFolder_TrainAndTest_KeepsTheirSplit()
    {
        Write("split/train/summer", 3);
        Write("split/train/winter", 3);
        Write("split/test/winter", 2);
        var (training, heldOut) = LabelledPictures.FromFolder(folders["split"]);
        Assert.Equal((6, 2), (training.Count, heldOut.Count));
        Assert.Throws<DirectoryNotFoundException>(() => LabelledPictures.FromFolder(folders["nowhere"]));
    }

    [Fact]
    public void Draw_ManyViews_StayWithinTheOriginalsRanges()
    {
        var random = new ItemRandom(3);
        var transform = new TunitTransform(32);
        var picture = TunitRuns.Pictures()[0];
        var views = Enumerable.Range(0, 200).Select(_ => transform.Draw(40, 36, ref random)).ToList();
        Assert.All(views, view =>
        {
            Assert.InRange(view.AngleDegrees, -20, 20);
            Assert.InRange(view.ShearDegrees, -10, 10);
            Assert.InRange(view.Right, -4, 4);
            Assert.InRange(view.Down, -4, 4);
            Assert.True(view.Top >= 0 && view.Left >= 0 && view.Top + view.Height <= 36 && view.Left + view.Width <= 40);
            Assert.InRange(view.Width * view.Height / (40.0 * 36), 0.85, 1);
            Assert.Equal(4, view.Colours.Select(change => change.Kind).Distinct().Count());
        });
        Assert.InRange(views.Count(view => view.Flip), 60, 140);
        Assert.Equal((32, 32), (transform.Strong(picture, views[0]).Width, transform.Strong(picture, views[0]).Height));
        Assert.Empty(new TunitTransform(32, changesColours: false).Draw(40, 36, ref random).Colours);
    }

    [Fact]
    public void ColourChange_NoChange_GivesThePictureAgain()
    {
        var picture = TunitRuns.Pictures()[0];
        foreach (var kind in new[] { ColourKind.Brightness, ColourKind.Contrast, ColourKind.Saturation })
            Assert.True(picture.Rgb.SequenceEqual(new ColourChange(kind, 1).Apply(picture).Rgb), kind.ToString());
        Assert.True(picture.Rgb.SequenceEqual(PictureAffine.Apply(picture, 0, 0, 0, 0).Rgb));
        Assert.All(new ColourChange(ColourKind.Brightness, 0).Apply(picture).Rgb.ToArray(), value => Assert.Equal(0, value));
    }

    private void Write(string name, int count)
    {
        Directory.CreateDirectory(folders[name]);
        for (int i = 0; i < count; i++)
            PictureFile.Save(new Picture(4, 4, new byte[48]), Path.Combine(folders[name], $"{i:D2}.png"));
    }
}

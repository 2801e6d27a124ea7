using Unpaired.CocoFunit;
using Unpaired.Data;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.CocoFunit.CocoFunitSamples;

namespace Unpaired.Tests.CocoFunit;

public sealed class CocoFunitPictureDataTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static LabelledBatch Next(CocoFunitPictureData data) =>
        (LabelledBatch)data.Next(TestContext.Current.CancellationToken);

    private void Write(string below, params string[] classes)
    {
        foreach (var (number, name) in classes.Index())
        {
            Directory.CreateDirectory(folder[$"{below}/{name}"]);
            for (int i = 0; i < 3; i++)
            {
                // One colour per class, so that labels can be checked.
                byte[] rgb = [.. Enumerable.Repeat((byte)(40 * (number + 1)), 18 * 22 * 3)];
                PictureFile.Save(new Picture(18, 22, rgb), folder[$"{below}/{name}/{i}.png"]);
            }
        }
    }

    [Fact]
    public void Next_FolderOfClasses_GivesLabelledCropsThatFollowFromSeedAndIteration()
    {
        using var scope = NewDisposeScope();
        Write("data", "ape", "bee", "cow");
        using var data = CocoFunitPictureData.FromFolder(folder["data"], TinyConfig.Pictures, 5);
        using var again = CocoFunitPictureData.FromFolder(folder["data"], TinyConfig.Pictures, 5);
        using var other = CocoFunitPictureData.FromFolder(folder["data"], TinyConfig.Pictures, 6);
        Assert.Equal(3, data.ClassCount);
        Assert.Equal(data.Fingerprint, again.Fingerprint);
        var seen = new HashSet<long>();
        bool differs = false;
        again.MoveTo(4);
        for (int i = 0; i < 12; i++)
        {
            using var batch = Next(data);
            using var unlike = Next(other);
            Assert.Equal([2, 3, 16, 16], batch.A.shape);
            foreach (var (pictures, labels) in new[] { (batch.A, batch.LabelsA), (batch.B, batch.LabelsB) })
            {
                var expected = (40.0 * (labels.to(float64) + 1) / 127.5 - 1).view(2, 1, 1, 1).expand_as(pictures);
                AssertClose(expected, pictures, "colour of the class", 1e-6);
                seen.UnionWith(labels.data<long>().ToArray());
            }
            differs |= !batch.LabelsB.Equals(unlike.LabelsB);
            if (i < 4) continue;
            using var same = Next(again);
            Assert.True(batch.A.Equals(same.A) && batch.LabelsB.Equals(same.LabelsB));
        }
        Assert.Equal(3, seen.Count);
        Assert.True(differs);
    }

    [Fact]
    public void FromFolder_ImaginairesLayout_KeepsContentAndStyleApart()
    {
        using var scope = NewDisposeScope();
        Write("data/images_content", "ape");
        Write("data/images_style", "bee", "cow");
        using var data = CocoFunitPictureData.FromFolder(folder["data"], TinyConfig.Pictures, 5);
        Assert.Equal("3 content pictures of 1 classes, 6 style pictures of 2 classes", data.Description);
        for (int i = 0; i < 5; i++)
        {
            using var batch = Next(data);
            Assert.Equal(0, batch.LabelsA.max().item<long>());
        }
        using var shown = (LabelledBatch)data.Display(8);
        Assert.Equal([3, 3, 16, 16], shown.A.shape);
        Assert.Equal([1, 1, 1], shown.LabelsB.data<long>().ToArray());
    }

    [Fact]
    public void Next_CropLargerThanThePicture_NamesFileAndKey()
    {
        Write("data", "ape");
        var config = TinyConfig.Pictures with { ShorterSide = null, CropHeight = 32, CropWidth = 16 };
        using var data = CocoFunitPictureData.FromFolder(folder["data"], config, 5);
        string message = Assert.Throws<ArgumentException>(() => Next(data)).Message;
        Assert.Contains("random_crop_h_w", message);
        Assert.Contains(".png", message);
        using var exact = CocoFunitPictureData.FromFolder(
            folder["data"], config with { ResizeHeightWidth = (32, 16) }, 5);
        using var batch = Next(exact);
        Assert.Equal([2, 3, 32, 16], batch.A.shape);
    }
}

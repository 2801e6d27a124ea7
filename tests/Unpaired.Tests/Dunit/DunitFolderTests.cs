using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Dunit;

namespace Unpaired.Tests.Dunit;

public sealed class DunitFolderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired domains ");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Open_CocoAndVoc_BatchesHaveTheBoxesOfBoth()
    {
        Picture("trainA/a.png");
        Write("annotations/trainA.json", """
            {"images": [{"id": 7, "file_name": "a.png", "width": 40, "height": 40}],
             "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [4, 6, 16, 16], "area": 256, "iscrowd": 0}],
             "categories": [{"id": 3, "name": "car"}]}
            """);
        Picture("trainB/JPEGImages/b.png");
        Write("trainB/Annotations/b.xml", """
            <annotation><filename>b.png</filename><size><width>40</width><height>40</height></size><object><name>person</name>
            <bndbox><xmin>5</xmin><ymin>5</ymin><xmax>20</xmax><ymax>24</ymax></bndbox></object></annotation>
            """);
        var (a, b) = DunitFolder.Open(folder.FullName, StreetsDetections.ClassNames);
        var config = DunitRuns.Tiny with { NoFlip = true, ResizeSize = 40, CropSize = 40 };

        using var data = new DunitTrainingData(a, b, config, seed: 1);
        data.MoveTo(0);
        using var batch = Assert.IsType<DunitBatch>(data.Next(CancellationToken.None));

        Assert.Equal((2, 4.0, 6.0, 20.0, 22.0), Sides(Assert.Single(batch.BoxesA![0])));
        Assert.Equal((1, 4.0, 4.0, 20.0, 24.0), Sides(Assert.Single(batch.BoxesB![0])));
    }

    [Fact]
    public void Open_WithoutAnnotations_BoxesAreUnknown()
    {
        Picture("trainA/a.png");
        Picture("trainB/b.png");
        var (a, b) = DunitFolder.Open(folder.FullName, []);
        using var data = new DunitTrainingData(a, b, DunitRuns.Tiny, seed: 1);
        data.MoveTo(0);
        using var batch = Assert.IsType<DunitBatch>(data.Next(CancellationToken.None));
        Assert.Null(batch.BoxesA);
        Assert.Null(batch.BoxesB);
    }

    [Fact]
    public void Open_MissingDomainOrUnknownClass_IsNamed()
    {
        Picture("trainA/a.png");
        Assert.Contains("missing trainB", Assert.Throws<DirectoryNotFoundException>(
            () => DunitFolder.Open(folder.FullName, [])).Message);
        Picture("trainB/b.png");
        Write("annotations/instances_trainB.json", """
            {"images": [{"id": 7, "file_name": "b.png", "width": 40, "height": 40}],
             "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [4, 6, 16, 16]}],
             "categories": [{"id": 3, "name": "zebra"}]}
            """);
        Assert.Contains("instances_trainB.json", Assert.Throws<InvalidDataException>(
            () => DunitFolder.Open(folder.FullName, StreetsDetections.ClassNames)).Message);
    }

    [Fact]
    public void LookingWith_FileOfADetector_TakesItsConfigurationAndNoIterations()
    {
        string path = Path.Combine(folder.FullName, "detector.safetensors");
        var own = DunitRuns.Tiny.Detector with { RepresentationSize = 12 };
        using (var detector = new DetectorTrainer(own)) DetectorFiles.Save(path, detector.Network);

        var config = DunitConfig.Seminar64.LookingWith(path);

        Assert.Equal((0, 12), (config.DetectorIterations, config.Detector.RepresentationSize));
        using (var trainer = new DunitTrainer(DunitRuns.Tiny.LookingWith(path)))
        {
            trainer.LoadDetector(path);
            Assert.False(trainer.IsDetectorsTurn);
            // Weights of DUNIT hold a detector, which can be taken out again.
            string whole = Path.Combine(folder.FullName, "dunit.safetensors");
            trainer.SaveWeights(whole);
            Assert.Equal(12, DunitConfig.Seminar64.LookingWith(whole).Detector.RepresentationSize);
            using var taken = DunitTranslator.LoadDetector(whole);
            Assert.Equal(StateDict.Of(trainer.DetectorNetwork!).Values.Select(Sum), StateDict.Of(taken).Values.Select(Sum));
        }
        using (var drit = new DunitTrainer(DunitRuns.Tiny with { HasInstances = false }))
        {
            string without = Path.Combine(folder.FullName, "drit.safetensors");
            drit.SaveWeights(without);
            Assert.Contains("DRIT, which has none", Assert.Throws<ArgumentException>(
                () => DunitTranslator.LoadDetector(without)).Message);
        }
        Assert.Contains("DRIT has no detector", Assert.Throws<ArgumentException>(
            () => DunitConfig.Seminar64Drit.LookingWith(path)).Message);
        Assert.Throws<FileNotFoundException>(() => DunitRuns.Tiny.LookingWith(path + "x"));
    }

    private static double Sum(TorchSharp.torch.Tensor x) => x.to(TorchSharp.torch.float64).sum().item<double>();

    private static (int, double, double, double, double) Sides(PictureBox box) =>
        (box.Label, box.Left, box.Top, box.Right, box.Bottom);

    private void Picture(string name)
    {
        string path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PictureFile.Save(new Picture(40, 40, new byte[40 * 40 * 3]), path);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}

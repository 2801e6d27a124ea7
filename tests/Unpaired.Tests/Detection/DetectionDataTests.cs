using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Tests.Detection;

public sealed class DetectionDataTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired boxes ");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Coco_FileWithCrowdsAndBadBoxes_IsReadAsCocoMeansIt()
    {
        Write("annotations/instances_train1.json", """
            {"images": [{"id": 7, "file_name": "a.png", "width": 20, "height": 10},
                        {"id": 9, "file_name": "b.png", "width": 20, "height": 10}],
             "annotations": [
              {"id": 1, "image_id": 7, "category_id": 10, "bbox": [15, 2, 8, 4], "area": 11, "iscrowd": 0},
              {"id": 2, "image_id": 7, "category_id": 1, "bbox": [1, 1, 3, 3], "iscrowd": 1},
              {"id": 3, "image_id": 7, "category_id": 1, "bbox": [1, 1, 0, 3]}],
             "categories": [{"id": 1, "name": "person"}, {"id": 10, "name": "traffic light"}, {"id": 2, "name": "bicycle"}]}
            """);
        WritePicture("images/train1/a.png");
        WritePicture("images/train1/b.png");
        var (training, test) = DetectionFolder.Open(folder.FullName, StreetsDetections.ClassNames);
        Assert.Null(test);
        Assert.Equal(2, training.Count);
        var boxes = training.Boxes(0);
        Assert.Equal(2, boxes.Count);
        Assert.Equal((3, 15.0, 2.0, 20.0, 6.0, 11.0),
            (boxes[0].Label, boxes[0].Left, boxes[0].Top, boxes[0].Right, boxes[0].Bottom, boxes[0].Area));
        Assert.True(boxes[1].IsIgnored);
        Assert.Equal(9, boxes[1].Area);
        Assert.Empty(training.Boxes(1));
        Assert.Contains("1 without area left out", training.Description);
        Assert.Equal(20, training[1].Width);
    }

    [Theory]
    [InlineData("{", "expected COCO's")]
    [InlineData("""{"images": []}""", "expected COCO's")]
    [InlineData("""{"images": [], "annotations": [], "categories": []}""", "at least one image")]
    [InlineData("""
        {"images": [{"id": 1, "file_name": "a", "width": 9, "height": 9}], "categories": [{"id": 4, "name": "dog"}],
         "annotations": [{"image_id": 1, "category_id": 4, "bbox": [1, 1, 2, 2]}]}
        """, "category 4: expected one of the classes person, car, traffic light")]
    public void Coco_BadFile_SaysWhatIsWrong(string json, string message)
    {
        string path = Write("a.json", json);
        var error = Assert.Throws<InvalidDataException>(
            () => new CocoAnnotations(path, folder.FullName, StreetsDetections.ClassNames));
        Assert.StartsWith(path, error.Message);
        Assert.Contains(message, error.Message);
        Assert.Throws<FileNotFoundException>(() => new CocoAnnotations(path + "x", folder.FullName, []));
    }

    [Fact]
    public void Voc_Folders_AreReadWithPixelsFromOne()
    {
        Write("Annotations/000005.xml", """
            <annotation><filename>000005.png</filename>
             <object><name>car</name><difficult>0</difficult><bndbox><xmin>1</xmin><ymin>3</ymin><xmax>4</xmax><ymax>3</ymax></bndbox></object>
             <object><name>person</name><difficult>1</difficult><bndbox><xmin>2</xmin><ymin>2</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>
            </annotation>
            """);
        Write("Annotations/000007.xml", "<annotation><filename>000007.png</filename></annotation>");
        Write("ImageSets/Main/trainval.txt", "000005\n");
        Write("ImageSets/Main/test.txt", "000007 1\n");
        WritePicture("JPEGImages/000005.png");
        var (training, test) = DetectionFolder.Open(folder.FullName, StreetsDetections.ClassNames);
        var boxes = training.Boxes(0);
        Assert.Equal((2, 0.0, 2.0, 4.0, 3.0),
            (boxes[0].Label, boxes[0].Left, boxes[0].Top, boxes[0].Right, boxes[0].Bottom));
        Assert.Equal((1, true), (boxes[1].Label, boxes[1].IsIgnored));
        Assert.Equal(20, training[0].Width);
        Assert.Equal(1, test!.Count);
        Assert.Empty(test.Boxes(0));
        Assert.Contains("found 'person'", Assert.Throws<InvalidDataException>(
            () => new VocAnnotations(folder.FullName, null, ["car"])).Message);
    }

    [Fact]
    public void StreetsExport_IsReadBackAsTheWorldDrewIt()
    {
        string root = Path.Combine(folder.FullName, "streets");
        StreetsExport.Write(new StreetsExportOptions { Folder = root, Train = 2, Test = 1, Seed = 5 },
            null, TestContext.Current.CancellationToken);
        var (training, test) = DetectionFolder.Open(root, StreetsDetections.ClassNames);
        var world = new StreetsWorld(64);
        var drawn = StreetsDetections.Training(world, [StreetDomain.Day], 2, 5, StreetsExport.SmallestSide);
        Assert.Equal(4, training.Count); // trainA and trainB
        Assert.Equal(3, test!.Count);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(drawn[i].Rgb.ToArray(), training[i].Rgb.ToArray());
            var expected = drawn.Boxes(i).Where(box => !box.IsIgnored).Select(box => (box.Label, box.Left, box.Bottom));
            Assert.Equal(expected, training.Boxes(i).Select(box => (box.Label, box.Left, box.Bottom)));
        }
        Assert.Contains("found neither", Assert.Throws<DirectoryNotFoundException>(
            () => DetectionFolder.Open(Path.Combine(root, "trainA"), [])).Message);
    }

    [Fact]
    public void Batches_FollowFromSeedAndIteration()
    {
        using var scope = NewDisposeScope();
        var stop = TestContext.Current.CancellationToken;
        using var one = DetectorTrainerTests.Samples();
        using var two = DetectorTrainerTests.Samples();
        using var other = DetectorTrainerTests.Samples(seed: 2);
        var first = Enumerable.Range(0, 6).Select(_ => Sum(one.Next(stop))).ToList();
        two.MoveTo(4);
        Assert.Equal(first[4], Sum(two.Next(stop)));
        two.MoveTo(1);
        Assert.Equal(first[1], Sum(two.Next(stop)));
        Assert.NotEqual(first, Enumerable.Range(0, 6).Select(_ => Sum(other.Next(stop))).ToList());
        Assert.Equal(one.Fingerprint, other.Fingerprint);
        Assert.Equal(64, one.Fingerprint.Length);
        Assert.Throws<OperationCanceledException>(() => one.Next(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Batch_Mirrored_MovesPixelsAndBoxes()
    {
        using var scope = NewDisposeScope();
        byte[] pixels = new byte[4 * 1 * 3];
        pixels[0] = 255; // the left pixel is red
        var picture = new Picture(4, 1, pixels);
        using var batch = new DetectionBatch(
            [picture, picture], [[new PictureBox(1, 0, 0, 1, 1), new PictureBox(2, 0, 0, 4, 1) { IsIgnored = true }],
                []], [true, false]);
        Assert.Equal(1, batch.Pictures[0][0, 0, 3].item<float>());
        Assert.Equal(1, batch.Pictures[1][0, 0, 0].item<float>());
        BoxArithmeticTests.AssertNear([3, 0, 4, 1], batch.Targets[0].Boxes);
        Assert.Equal([0, 4], batch.Targets[1].Boxes.shape);
        Assert.Equal([0, 3, 1, 1], batch.A.shape);
    }

    [Fact]
    public void Next_UnreadablePicture_ThrowsItsOwnError()
    {
        using var data = new DetectionTrainingData(new Broken(), null, 1, 1);
        var stop = TestContext.Current.CancellationToken;
        Assert.Contains("no picture", Assert.Throws<InvalidDataException>(() => data.Next(stop)).Message);
        Assert.Throws<InvalidDataException>(() => data.Next(stop));
    }

    private static double Sum(Unpaired.Training.TrainingBatch batch)
    {
        using (batch)
            return ((DetectionBatch)batch).Pictures.Sum(picture =>
                (picture * arange(64, dtype: float64)).sum().item<double>());
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private void WritePicture(string name) =>
        PictureFile.Save(new Picture(20, 10, new byte[600]), Path.Combine(folder.FullName, name));

    private sealed class Broken : IDetectionSource
    {
        public int Count => 1;

        public Picture this[int index] => throw new InvalidDataException("no picture");

        public string Description => "broken";

        public bool IsShuffled => true;

        public IReadOnlyList<PictureBox> Boxes(int index) => [];

        public string NameOf(int index) => "broken";
    }
}

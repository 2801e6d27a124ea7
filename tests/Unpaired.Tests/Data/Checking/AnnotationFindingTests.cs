using Unpaired.Data.Checking;
using Unpaired.Worlds;
using static Unpaired.Data.Checking.FindingKind;
using static Unpaired.Data.Checking.FindingSeverity;

namespace Unpaired.Tests.Data.Checking;

/// <summary>COCO, VOC and INIT annotations, each broken in one way.</summary>
public sealed class AnnotationFindingTests
{
    private const string Json = "annotations/train.json";
    private const string Text = "annotations/night.txt";

    [Fact]
    public void WholeAnnotations_HaveAtMostANote()
    {
        using var coco = CheckedFolder.Coco();
        using var voc = CheckedFolder.Voc();
        using var init = CheckedFolder.Init();

        var report = coco.Check();

        Assert.Equal(DataLayout.Coco, report.Layout);
        Found.Single(report, NoBoxes, Note, Json);
        Assert.Single(report.Findings);
        Found.Nothing(voc.Check());
        Assert.Equal(DataLayout.Voc, voc.Check().Layout);
        Found.Nothing(init.Check());
        Assert.Equal(DataLayout.Init, init.Check().Layout);
    }

    [Theory]
    [InlineData("[1, 1, 0, 5]", BoxEmpty, Error)]
    [InlineData("[1, 1, -3, 5]", BoxEmpty, Error)]
    [InlineData("[1, 1, 4, 20]", BoxOutside, Warning)]
    [InlineData("[9, 1, 4, 5]", BoxOutside, Error)]
    [InlineData("[1, null, 4, 5]", BoxNotANumber, Error)]
    [InlineData("[1, 1, 4]", AnnotationField, Error)]
    public void Coco_Boxes(string box, FindingKind kind, FindingSeverity severity)
    {
        using var folder = CheckedFolder.Coco($$"""{"id": 1, "image_id": 1, "category_id": 3, "bbox": {{box}}}""");

        Found.Single(folder.Check(), kind, severity, $"{Json}: annotations[0]");
    }

    [Fact]
    public void Coco_NaN_IsNamedAndTheRestJudged()
    {
        using var folder = CheckedFolder.Coco(
            """{"id": 1, "image_id": 1, "category_id": 3, "bbox": [1, NaN, 2, 3], "note": "NaN"}""");

        var report = folder.Check();

        Found.Single(report, AnnotationSyntax, Error, $"{Json}:4");
        Found.Single(report, BoxNotANumber, Error, $"{Json}: annotations[0]");
    }

    [Fact]
    public void Coco_Ids()
    {
        using var folder = CheckedFolder.Coco(
            """
            {"id": 1, "image_id": 1, "category_id": 3, "bbox": [1, 1, 2, 2]},
            {"id": 1, "image_id": 7, "category_id": 8, "bbox": [1, 1, 2, 2]},
            {"id": 2, "category_id": "car", "bbox": [1, 1, 2, 2]}
            """, """{"id": 3, "name": "car"}, {"id": 3, "name": "bus"}, {"id": 0, "name": "tram"}""");

        var report = folder.Check();

        Found.Single(report, DuplicateId, Error, $"{Json}: annotations[1]");
        Found.Single(report, DuplicateId, Error, $"{Json}: categories[1]");
        Found.Single(report, UnknownPicture, Error, $"{Json}: annotations[1]");
        Found.Single(report, UnknownCategory, Error, $"{Json}: annotations[1]");
        Found.Single(report, LabelGap, Warning, $"{Json}: categories[2]");
        Found.Single(report, CategoryUnused, Note, Json);
        Assert.Equal(2, report.Findings.Count(f => f.Kind == AnnotationField && f.File == $"{Json}: annotations[2]"));
    }

    [Fact]
    public void Coco_Pictures()
    {
        using var folder = CheckedFolder.Coco();
        File.Delete(folder["train/1.png"]);
        folder.Picture("train/0.png", 9, 7);
        folder.Picture("train/2.png");

        var report = folder.Check();

        Found.Single(report, ListEntryMissing, Error, $"{Json}: images[1]");
        Found.Single(report, SizeMismatch, Error, $"{Json}: images[0]");
        Found.Single(report, PictureNotListed, Warning, "train/2.png");
    }

    [Theory]
    [InlineData("{\"images\": [", AnnotationSyntax, ":1")]
    [InlineData("[1, 2]", AnnotationField, "")]
    [InlineData("{\"images\": {}, \"annotations\": [3], \"categories\": []}", AnnotationField, ": images")]
    public void Coco_Schema(string json, FindingKind kind, string place)
    {
        using var folder = CheckedFolder.Coco();
        folder.Text(Json, json);

        Found.Single(folder.Check(DataLayout.Coco, new DataCheckOptions { Lists = [Json] }), kind, Error, Json + place);
    }

    [Theory]
    [InlineData("car", 5, 1, 5, 6, BoxEmpty, Error)]
    [InlineData("car", 1, 1, 50, 6, BoxOutside, Warning)]
    [InlineData("car", 1, 1, double.NaN, 6, BoxNotANumber, Error)]
    [InlineData("rocket", 1, 1, 5, 6, UnknownCategory, Error)]
    public void Voc_Objects(
        string name, double left, double top, double right, double bottom, FindingKind kind, FindingSeverity severity)
    {
        using var folder = CheckedFolder.Voc();
        folder.Text("Annotations/a.xml", CheckedFolder.VocXml("a.png", name, left, top, right, bottom));

        Found.Single(folder.Check(), kind, severity, "Annotations/a.xml:4");
    }

    [Fact]
    public void Voc_ClassNames_ReplaceTheTwenty()
    {
        using var folder = CheckedFolder.Voc();

        Found.Single(folder.Check(options: new DataCheckOptions { ClassNames = ["car"] }), UnknownCategory, Error,
            "Annotations/b.xml:4");
    }

    [Fact]
    public void Voc_Files()
    {
        using var folder = CheckedFolder.Voc();
        folder.Picture("JPEGImages/a.png", 6, 8);
        folder.Picture("JPEGImages/c.png");
        folder.Picture("JPEGImages/c.jpg");
        folder.Text("Annotations/b.xml", "<annotation><size><width>8</width></size><object/></annotation>");
        folder.Text("Annotations/d.xml", "<annotation>\n<filename>");
        folder.Text("Annotations/e.xml", CheckedFolder.VocXml("x.jpg", "dog", 1, 1, 2, 2));
        folder.Text("ImageSets/Main/train.txt", "a\nz\n");

        var report = folder.Check();

        Found.Single(report, SizeMismatch, Error, "Annotations/a.xml");
        Found.Single(report, DuplicateId, Error, "JPEGImages/c.png");
        Found.Single(report, PictureNotListed, Warning, "JPEGImages/c.jpg");
        Assert.Equal(4, report.Findings.Count(f => f.Kind == AnnotationField && f.File == "Annotations/b.xml:1"));
        Found.Single(report, AnnotationSyntax, Error, "Annotations/d.xml:2");
        Found.Single(report, AnnotationField, Warning, "Annotations/e.xml");
        Found.Single(report, ListEntryMissing, Error, "Annotations/e.xml");
        Found.Single(report, ListEntryMissing, Error, "ImageSets/Main/train.txt:2");
    }

    [Fact]
    public void Voc_MissingFoldersAndSets()
    {
        using var folder = CheckedFolder.Voc();
        Directory.Delete(folder["ImageSets"], recursive: true);
        Found.Single(folder.Check(), ListMissing, Note, "ImageSets/Main");

        Directory.Delete(folder["JPEGImages"], recursive: true);
        Found.Single(folder.Check(), FolderMissing, Error, "JPEGImages");
    }

    [Theory]
    [InlineData("\n2\n3 1", "\n3\n3 1", CountMismatch, Error, 5)]
    [InlineData("3 1 1 5 6", "3 1 1 5 1", BoxEmpty, Error, 6)]
    [InlineData("3 1 1 5 6", "3 1 1 5 60", BoxOutside, Warning, 6)]
    [InlineData("3 1 1 5 6", "3 1 1 5 NaN", BoxNotANumber, Error, 6)]
    [InlineData("3 1 1 5 6", "3 1 1 5", AnnotationField, Error, 6)]
    [InlineData("night/0.png\n8 8", "night/0.png\n8 9", SizeMismatch, Error, 2)]
    [InlineData("night/0.png\n8 8", "night/0.png\nwide", AnnotationField, Error, 3)]
    [InlineData("8 8\n0\n1", "8 8\n7\n1", AnnotationField, Error, 13)]
    [InlineData("1\nnight/1.png", "5\nnight/1.png", LabelGap, Warning, 10)]
    [InlineData("1\nnight/1.png", "1\nnight/9.png", ListEntryMissing, Error, 11)]
    [InlineData("1\nnight/1.png", "1\nnight/0.png", ListEntryRepeated, Error, 11)]
    [InlineData("1\nnight/1.png", "night/1.png", AnnotationField, Error, 10)]
    [InlineData("8\n\n\n", "8\n\n", AnnotationField, Warning, 8)]
    public void Init_Records(string old, string broken, FindingKind kind, FindingSeverity severity, int line)
    {
        using var folder = CheckedFolder.Init(CheckedFolder.InitText.Replace(old, broken, StringComparison.Ordinal));

        Found.Single(folder.Check(DataLayout.Init, new DataCheckOptions { Lists = [Text] }), kind, severity,
            $"{Text}:{line}");
    }

    [Fact]
    public void Init_NoFile_NoRecordsOrOtherLabels_AreNamed()
    {
        using var folder = CheckedFolder.Init();

        Found.Single(folder.Check(options: new DataCheckOptions { ClassNames = ["3"] }), UnknownCategory, Error,
            $"{Text}:7");
        folder.Text(Text, "\n");
        Found.Single(folder.Check(DataLayout.Init, new DataCheckOptions { Lists = [Text] }), ListEmpty, Error, Text);
        File.Delete(folder[Text]);
        Found.Single(folder.Check(DataLayout.Init), AnnotationMissing, Error, ".");
        Found.Single(folder.Check(DataLayout.Coco), AnnotationMissing, Error, ".");
    }

    [Fact]
    public void StreetsExport_HasNoErrorInAnyOfItsFormats()
    {
        using var folder = new CheckedFolder();
        StreetsExport.Write(new StreetsExportOptions { Folder = folder.Path, Train = 3, Test = 2, Seed = 5 },
            cancellation: TestContext.Current.CancellationToken);

        foreach (var layout in new[] { DataLayout.Munit, DataLayout.Coco, DataLayout.Init })
        {
            var report = folder.Check(layout, new DataCheckOptions { CropSize = 64 });
            Assert.True(report.Errors + report.Warnings == 0, report.ToText());
            Assert.True(report.PicturesRead >= 10);
        }
    }
}

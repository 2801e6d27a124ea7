using System.Text;
using System.Text.Json;
using Unpaired.Data;
using Unpaired.Data.Checking;
using static Unpaired.Data.Checking.FindingKind;
using static Unpaired.Data.Checking.FindingSeverity;

namespace Unpaired.Tests.Data.Checking;

/// <summary>Folders, lists and whole sets, each broken in one way.</summary>
public sealed class SetFindingTests
{
    [Fact]
    public void MissingAndEmptyFolders_AreNamedWithTheirRepair()
    {
        using var folder = CheckedFolder.Munit();
        Directory.Move(folder["trainB"], folder["Train_b"]);
        Directory.Delete(folder["testA"], recursive: true);
        Directory.CreateDirectory(folder["testA"]);

        var report = folder.Check();

        Assert.Contains("Rename 'Train_b'", Found.Single(report, FolderMissing, Error, "trainB").Repair,
            StringComparison.Ordinal);
        Found.Single(report, FolderEmpty, Error, "testA");
        Found.Single(report, FolderUnused, Note, "Train_b");
    }

    [Fact]
    public void FolderOneLevelTooHigh_IsRecognised()
    {
        using var folder = CheckedFolder.Munit();
        string top = folder.Path + "-top";
        Directory.CreateDirectory(top);
        Directory.Move(folder.Path, Path.Combine(top, "shoes"));

        var report = DataCheck.Run(top, DataLayout.Munit, cancellation: TestContext.Current.CancellationToken);

        Assert.Contains("'shoes'", Found.Single(report, FolderMissing, Error, "trainA").Repair,
            StringComparison.Ordinal);
        Directory.Move(Path.Combine(top, "shoes"), folder.Path);
        Directory.Delete(top);
    }

    [Fact]
    public void SamePixels_AreFoundWhateverTheFormat()
    {
        using var folder = CheckedFolder.Munit();
        var picture = Samples.Noise(8, 8, seed: 99);
        folder.Bytes("trainA/p.png", PictureFile.Encode(picture, PictureFormat.Png));
        folder.Bytes("trainA/q.bmp", PictureFile.Encode(picture, PictureFormat.Bmp));
        folder.Bytes("trainB/r.png", PictureFile.Encode(picture, PictureFormat.Png));
        folder.Bytes("testA/s.png", PictureFile.Encode(picture, PictureFormat.Png));

        var report = folder.Check();

        Found.Single(report, Duplicate, Warning, "trainA/q.bmp");
        Found.Single(report, DuplicateAcrossDomains, Warning, "trainB/r.png");
        Assert.Contains("trainA/p.png in trainA", Found.Single(report, Leak, Error, "testA/s.png").Found,
            StringComparison.Ordinal);
    }

    [Fact]
    public void UnevenDomainsAndSmallSets_AreNamed()
    {
        using var folder = CheckedFolder.Munit();
        for (int i = 2; i < 11; i++)
            folder.Picture($"trainB/{i}.png");

        var report = folder.Check(options: new DataCheckOptions { BatchSize = 4 });

        Found.Single(report, Imbalance, Warning, "A");
        Found.Single(report, TooFewPictures, Error, "trainA");
        Assert.DoesNotContain(report.Findings, finding => finding.Kind == TooFewPictures && finding.File == "trainB");
    }

    [Fact]
    public void NamesThatCollideOrEndInBlanks_AreNamed()
    {
        using var folder = CheckedFolder.Munit();
        folder.Picture("trainA/x.png");
        folder.Picture("trainA/X.png");
        folder.Picture("trainA/ y.png");
        folder.Picture("trainA/new\nline.png");

        var report = folder.Check();

        Found.Single(report, NameCollision, Warning, "trainA/X.png");
        Found.Single(report, NameWithBlanks, Error, "trainA/ y.png");
        Found.Single(report, NameWithBlanks, Error, "trainA/new\nline.png");
        Assert.DoesNotContain("new\nline", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_WholeOnes_HaveNoFinding()
    {
        using var folder = CheckedFolder.Funit();

        var report = folder.Check();

        Found.Nothing(report);
        Assert.Equal(DataLayout.Funit, report.Layout);
        Assert.Equal([SetRole.Test, SetRole.Train], report.Sets.Select(set => set.Role));
    }

    [Fact]
    public void Lists_BrokenLines_AreNamedWithTheirNumbers()
    {
        using var folder = CheckedFolder.Funit();
        folder.Picture("mouse/1.png");
        folder.Bytes("list_train.txt", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(
            $"cat/0.png\r\n\r\ncat/1.png\ncat/0.png\ncat/9.png\ndog\\0.png\n{folder["dog/1.png"]}\nloose.png\n")]);
        folder.Picture("loose.png");

        var report = folder.Check();

        Found.Single(report, ListEntryForm, Warning, "list_train.txt:1");
        Assert.Contains("line 1", Found.Single(report, ListEntryRepeated, Warning, "list_train.txt:4").Found,
            StringComparison.Ordinal);
        Found.Single(report, ListEntryMissing, Error, "list_train.txt:5");
        Found.Single(report, ListEntryForm, Error, "list_train.txt:6");
        Found.Single(report, ListEntryForm, Warning, "list_train.txt:7");
        Found.Single(report, ListEntryForm, Error, "list_train.txt");
        Found.Single(report, PictureNotListed, Warning, "mouse/1.png");
    }

    [Fact]
    public void Lists_WithLabels_AreNamedWithTheGap()
    {
        using var folder = CheckedFolder.Funit();
        folder.Text("list_train.txt", "cat/0.png 0\ncat/1.png 0\ndog/0.png 2\ndog/1.png 2\n");

        var report = folder.Check();

        Found.Single(report, ListHasLabels, Error, "list_train.txt:1");
        Assert.Contains("without 1", Found.Single(report, LabelGap, Warning, "list_train.txt").Found,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_EmptyOrNone_AreErrors()
    {
        using var folder = CheckedFolder.Funit();
        folder.Text("list_train.txt", "\n \n");
        Found.Single(folder.Check(DataLayout.Funit), ListEmpty, Error, "list_train.txt");

        File.Delete(folder["list_train.txt"]);
        File.Delete(folder["list_test.txt"]);
        Found.Single(folder.Check(DataLayout.Funit), ListMissing, Error, ".");
        Found.Single(folder.Check(DataLayout.Funit, new DataCheckOptions { Lists = ["gone.txt"] }), ListMissing, Error,
            "gone.txt");
    }

    [Fact]
    public void Classes_TooFewTooSmallOrSeen_AreNamed()
    {
        using var folder = CheckedFolder.Funit();
        folder.Picture("cat/2.png");
        folder.Text("list_test.txt", "owl/0.png\nowl/1.png\ncat/2.png\n");

        var report = folder.Check(options: new DataCheckOptions { Shots = 2, ClassCount = 3 });

        Found.Single(report, ClassSmall, Error, "list_test.txt: cat");
        Found.Single(report, CountMismatch, Error, "list_train.txt");
        Found.Single(report, ClassMismatch, Warning, "list_test.txt");
    }

    [Fact]
    public void Classes_BlankInAName_IsNamedWhereListsAreSplit()
    {
        using var folder = CheckedFolder.Funit();
        folder.Picture("cat/my cat.png");
        folder.Text("list_train.txt", "cat/0.png\ncat/1.png\ncat/my cat.png\ndog/0.png\ndog/1.png\n");

        Assert.Single(folder.Check().Findings);
        Found.Single(folder.Check(), NameWithBlanks, Warning, "cat/my cat.png");
    }

    [Fact]
    public void Munit_Lists_AreReadInsteadOfFolders()
    {
        using var folder = CheckedFolder.Munit();
        folder.Text("list_trainA.txt", "./trainA/0.png\n trainA/1.png \n");
        folder.Text("list_testA.txt", "testA/0.png\ntrainA/1.png\n");

        var report = folder.Check(DataLayout.Munit,
            new DataCheckOptions { Lists = ["list_trainA.txt", folder["list_testA.txt"]] });

        Assert.Equal(["list_trainA.txt", "list_testA.txt"], report.Sets.Select(set => set.Name));
        Assert.Contains("same file", Found.Single(report, Leak, Error, "trainA/1.png").Found, StringComparison.Ordinal);
    }

    [Fact]
    public void CocoFunit_TwoTrees_AreSets()
    {
        using var folder = new CheckedFolder();
        folder.Picture("train/images_content/cat/0.png");
        folder.Picture("train/images_content/dog/0.png");
        folder.Picture("train/images_content/loose.png");

        var report = folder.Check();

        Assert.Equal(DataLayout.Funit, report.Layout);
        Found.Single(report, FolderMissing, Error, "train/images_style");
        Found.Single(report, ListEntryForm, Error, "train/images_content/loose.png");
        Assert.Equal(2, report.Sets[0].Domains.Count);
    }

    [Fact]
    public void Tunit_WholeOne_HasNoFinding()
    {
        using var folder = CheckedFolder.Tunit();
        var report = folder.Check(options: new DataCheckOptions { ClassCount = 2 });

        Found.Nothing(report);
        Assert.Equal(DataLayout.Tunit, report.Layout);
    }

    [Fact]
    public void Tunit_WrongFolders_AreNamed()
    {
        using var folder = CheckedFolder.Tunit();
        Directory.Move(folder["test"], folder["val"]);
        Directory.Move(folder["val/dog"], folder["val/wolf"]);
        Directory.CreateDirectory(folder["train/empty"]);
        folder.Picture("train/loose.png");

        var report = folder.Check();

        Found.Single(report, FolderMissing, Warning, "val");
        Found.Single(report, ClassMismatch, Error, "test");
        Found.Single(report, FolderEmpty, Warning, "train/empty");
        Found.Single(report, ListEntryForm, Error, "train");
    }

    [Fact]
    public void Tunit_ClassesThatTheHoldOutEmpties_AreNamed()
    {
        using var folder = new CheckedFolder();
        folder.Picture("cat/0.png");
        for (int i = 0; i < 51; i++)
            folder.Picture($"dog/{i}.png");

        var report = folder.Check();

        Found.Single(report, ClassSmall, Warning, "cat");
        Found.Single(report, Imbalance, Warning, "cat");
        Assert.Equal(2, report.Findings.Count);
    }

    [Fact]
    public void UnknownLayout_IsSaid()
    {
        using var folder = new CheckedFolder();
        folder.Text("readme.md", "hello");

        var report = folder.Check();

        Found.Single(report, LayoutUnknown, Error, ".");
        Assert.Null(report.Layout);
        Assert.Contains("Layout unknown", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_TextJsonAndPage_TellTheSame()
    {
        using var folder = CheckedFolder.Munit();
        for (int i = 0; i < 3; i++)
            folder.Text($"trainA/<b>{i}.jpg", "no picture");

        var report = folder.Check();
        using var json = JsonDocument.Parse(report.ToJson());

        Assert.Contains("and 1 more", report.ToText(perKind: 2), StringComparison.Ordinal);
        Assert.Contains("guessed: it has the folders testA", report.ToText(), StringComparison.Ordinal);
        Assert.Equal("not-a-picture", json.RootElement.GetProperty("findings")[0].GetProperty("kind").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("errors").GetInt32());
        Assert.Equal(5, json.RootElement.GetProperty("sets")[0].GetProperty("pictures").GetInt32());
        Assert.Contains("&lt;b&gt;2.jpg", report.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", report.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_AreThoseOfThePictures()
    {
        using var folder = CheckedFolder.Munit(each: 1);
        foreach (string set in new[] { "trainA", "trainB", "testA", "testB" })
            File.Delete(folder[$"{set}/0.png"]);
        folder.Bytes("trainA/x.png", PictureFile.Encode(Samples.Plain(4, 6, 10, 20, 30), PictureFormat.Png));
        folder.Bytes("trainA/y.bmp", PictureFile.Encode(Samples.Plain(8, 6, 30, 40, 50), PictureFormat.Bmp));

        var first = folder.Check().Sets[0];

        Assert.Equal([20.0, 30, 40], first.MeanColour);
        Assert.Equal(new PictureSize(4, 6), first.Smallest);
        Assert.Equal(new PictureSize(8, 6), first.Largest);
        Assert.Equal(1, first.Formats["PNG"]);
        Assert.Equal(1, first.Formats["BMP"]);
    }

    [Fact]
    public void Cancelled_ReportsWhatWasRead()
    {
        using var folder = CheckedFolder.Munit(each: 5);
        using var stop = new CancellationTokenSource();
        var options = new DataCheckOptions
        {
            Workers = 1,
            Progress = (done, total) =>
            {
                Assert.Equal(20, total);
                if (done == 3)
                    stop.Cancel();
            },
        };

        var report = DataCheck.Run(folder.Path, options: options, cancellation: stop.Token);

        Assert.True(report.Interrupted);
        Assert.InRange(report.PicturesRead, 3, 19);
        Assert.Equal(130, report.ExitCode);
    }

    [Fact]
    public void Run_BadArguments_AreRefused()
    {
        using var folder = CheckedFolder.Munit();
        Assert.Throws<DirectoryNotFoundException>(() => new CheckedFolder().Check());
        Assert.Throws<ArgumentException>(() => folder.Check(options: new DataCheckOptions { Shots = 0 }));
        var options = new DataCheckOptions { CropSize = 9, ResizeTo = 8 };
        Assert.Throws<ArgumentException>(() => folder.Check(options: options));
    }
}

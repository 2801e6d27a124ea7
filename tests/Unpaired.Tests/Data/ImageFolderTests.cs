using Unpaired.Data;

namespace Unpaired.Tests.Data;

public sealed class ImageFolderTests
{
    private static readonly byte[] Pixel = PictureFile.Encode(Samples.Noise(1, 1), PictureFormat.Png);

    private static string[] Names(TemporaryFolder folder, ImageFolder images) =>
        [.. images.Paths.Select(path => path[(folder.Path.Length + 1)..])];

    [Fact]
    public void Paths_MixedNames_AreSortedByCodePointOfTheWholePath()
    {
        using var folder = new TemporaryFolder();
        string[] sorted = ["B.jpg", "a-b.png", "a/z.png", "a10.png", "a9.png", "\uFF21.png", "\U0001F600.png"];
        foreach (string name in sorted.Reverse())
            folder.Write(name, Pixel);
        Assert.Equal(sorted, Names(folder, new ImageFolder(folder.Path)));
    }

    [Fact]
    public void Paths_Suffixes_CountAsListedOnly()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["a.png", "b.PNG", "c.Png", "d.webp", "e.gif", "f.jpeg", ".hidden.bmp", "g.png.bak", "png"];
        foreach (string name in names)
            folder.Write(name, Pixel);
        Assert.Equal([".hidden.bmp", "a.png", "b.PNG", "f.jpeg"], Names(folder, new ImageFolder(folder.Path)));
        Assert.Equal([".hidden.bmp", "a.png", "b.PNG", "d.webp", "f.jpeg"],
            Names(folder, new ImageFolder(folder.Path, ImageFolder.ExtendedSuffixes)));
    }

    [Fact]
    public void Paths_Links_ToFilesCountAndToFoldersAreNotFollowed()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        string target = elsewhere.Write("target.png", Pixel);
        folder.Write("own.png", Pixel);
        File.CreateSymbolicLink(folder["link.png"], target);
        Directory.CreateSymbolicLink(folder["folder"], elsewhere.Path);
        Directory.CreateSymbolicLink(folder["folder.png"], elsewhere.Path);
        var images = new ImageFolder(folder.Path);
        Assert.Equal(["link.png", "own.png"], Names(folder, images));
        Assert.Equal(1, images[0].Width);
    }

    [Fact]
    public void Constructor_TrailingSeparator_GivesTheSameOrder()
    {
        Assert.Equal(new ImageFolder(Golden.Images).Paths.Select(Path.GetFileName),
            new ImageFolder(Golden.Images + "/").Paths.Select(Path.GetFileName));
    }

    [Fact]
    public void Constructor_MissingOrEmpty_SaysSo()
    {
        using var folder = new TemporaryFolder();
        string missing = folder["nowhere"];
        Assert.Contains(missing, Assert.Throws<DirectoryNotFoundException>(() => new ImageFolder(missing)).Message);
        var empty = Assert.Throws<InvalidOperationException>(() => new ImageFolder(folder.Path));
        Assert.Contains(folder.Path, empty.Message);
        Assert.Contains("no files at all", empty.Message);
        folder.Write("photo.Png", Pixel);
        folder.Write("notes.txt", Pixel);
        var others = Assert.Throws<InvalidOperationException>(() => new ImageFolder(folder.Path));
        Assert.Contains("1 ending in '.Png'", others.Message);
        Assert.Contains("Case matters", others.Message);
    }

    [Fact]
    public void ImageList_LinesWithSpaces_AreTrimmedAndEmptyOnesPassedOver()
    {
        using var folder = new TemporaryFolder();
        folder.Write("x/one.png", Samples.Plain(1, 1, 1, 1, 1));
        folder.Write("two.png", Samples.Plain(1, 1, 2, 2, 2));
        File.WriteAllText(folder["list.txt"], "  two.png \n\nx/one.png\t\r\n\n");
        var list = new ImageList(folder.Path, folder["list.txt"]);
        Assert.Equal(["two.png", "x/one.png"], list.Entries);
        Assert.Equal(2, list[0].Rgb[0]);
        Assert.Equal(1, list[1].Rgb[0]);
        Assert.EndsWith("x/one.png", list.NameOf(1), StringComparison.Ordinal);
    }

    [Fact]
    public void ImageList_MissingOrEmpty_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no.txt", Assert.Throws<FileNotFoundException>(
            () => new ImageList(folder.Path, folder["no.txt"])).Message);
        File.WriteAllText(folder["list.txt"], "\n \n");
        Assert.Contains("found none", Assert.Throws<InvalidOperationException>(
            () => new ImageList(folder.Path, folder["list.txt"])).Message);
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(
            () => new ImageList(folder["nowhere"], folder["list.txt"])).Message);
    }

    [Fact]
    public void DomainPairDataset_Folders_OpensAllFourOrNamesTheMissing()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(
            () => DomainPairDataset.FromFolder(folder["nowhere"])).Message);
        folder.Write("trainA/1.png", Pixel);
        folder.Write("testA/1.png", Pixel);
        var error = Assert.Throws<DirectoryNotFoundException>(() => DomainPairDataset.FromFolder(folder.Path));
        Assert.Contains("missing trainB, testB", error.Message);
        folder.Write("trainB/1.png", Pixel);
        folder.Write("trainB/2.png", Pixel);
        Directory.CreateDirectory(folder["testB"]);
        Assert.Contains("testB", Assert.Throws<InvalidOperationException>(
            () => DomainPairDataset.FromFolder(folder.Path)).Message);
        folder.Write("testB/1.png", Pixel);
        var data = DomainPairDataset.FromFolder(folder.Path);
        Assert.Equal((1, 2, 1, 1), (data.TrainA.Count, data.TrainB.Count, data.TestA.Count, data.TestB.Count));
    }

    [Fact]
    public void DomainPairDataset_Lists_ReadsAllFour()
    {
        using var folder = new TemporaryFolder();
        folder.Write("p/1.png", Pixel);
        foreach (int lines in new[] { 1, 2, 3, 4 })
            File.WriteAllLines(folder[$"{lines}.txt"], Enumerable.Repeat("1.png", lines));
        (string, string) Set(int lines) => (folder["p"], folder[$"{lines}.txt"]);
        var data = DomainPairDataset.FromLists(Set(1), Set(2), Set(3), Set(4));
        Assert.Equal((1, 2, 3, 4), (data.TrainA.Count, data.TrainB.Count, data.TestA.Count, data.TestB.Count));
        Assert.Equal(1, data.TestB[3].Width);
    }
}

using Unpaired.Metrics.Features;

namespace Unpaired.Tests.Metrics.Features;

public sealed class PublishedWeightsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired weights ");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Find_RightChecksum_ComesFromTheFirstFolderThatHasIt()
    {
        string second = folder.CreateSubdirectory("second").FullName;
        string file = Path.Combine(second, "other-name.pth");
        File.WriteAllText(file, "abc"); // whose SHA-256 is a published example
        var weights = new PublishedWeights("name.pth", "an example", "ba7816bf8f01cfea", "nobody", "other-name.pth");
        var folders = new WeightFolders(folder.FullName, second);
        Assert.Equal(file, folders.Find(weights));
        Assert.Equal(file, folders.Require(weights));
        Assert.True(weights.IsIn(file));
    }

    [Fact]
    public void Find_WrongChecksum_IsAnErrorThatSaysBoth()
    {
        string file = Path.Combine(folder.FullName, PublishedWeights.FidInception.Name);
        File.WriteAllText(file, "abc");
        var error = Assert.Throws<InvalidDataException>(
            () => new WeightFolders(folder.FullName).Find(PublishedWeights.FidInception));
        Assert.Contains("6726825d0af5f729", error.Message);
        Assert.Contains("ba7816bf8f01cfea", error.Message);
    }

    [Fact]
    public void Require_NoFile_SaysWhereItIsPublishedAndDownloadsNothing()
    {
        var folders = new WeightFolders(folder.FullName);
        Assert.Null(folders.Find(PublishedWeights.AlexNet));
        var error = Assert.Throws<FileNotFoundException>(() => folders.Require(PublishedWeights.FidInception));
        Assert.Contains("mseitzer/pytorch-fid", error.Message);
        Assert.Contains(folder.FullName, error.Message);
        Assert.Empty(folder.EnumerateFiles());
    }
}

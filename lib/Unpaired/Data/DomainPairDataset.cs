namespace Unpaired.Data;

/// <summary>The four sets of an unpaired experiment: domain A and domain B, for training and for testing.</summary>
/// <param name="TrainA">Domain A, for training.</param>
/// <param name="TrainB">Domain B, for training; another number of pictures is fine, nothing pairs them.</param>
/// <param name="TestA">Domain A, for testing.</param>
/// <param name="TestB">Domain B, for testing.</param>
public sealed record DomainPairDataset(
    IPictureSource TrainA, IPictureSource TrainB, IPictureSource TestA, IPictureSource TestB)
{
    /// <summary>Folder mode, the configuration key <c>data_root</c>: subfolders trainA, trainB, testA and
    /// testB.</summary>
    /// <param name="dataRoot">The folder that holds the four.</param>
    /// <param name="suffixes">Endings that count; <see cref="ImageFolder.OriginalSuffixes"/> unless given.</param>
    /// <exception cref="DirectoryNotFoundException">The folder or some of the four are missing; all of them are
    /// named.</exception>
    /// <exception cref="InvalidOperationException">One of the four holds no picture.</exception>
    public static DomainPairDataset FromFolder(string dataRoot, IReadOnlyList<string>? suffixes = null)
    {
        string[] names = ["trainA", "trainB", "testA", "testB"];
        string[] missing = [.. names.Where(name => !Directory.Exists(Path.Combine(dataRoot, name)))];
        if (!Directory.Exists(dataRoot))
            throw new DirectoryNotFoundException(
                $"Data folder '{dataRoot}': expected a folder with {string.Join(", ", names)}, found nothing.");
        if (missing.Length > 0)
            throw new DirectoryNotFoundException(
                $"Data folder '{dataRoot}': expected subfolders {string.Join(", ", names)}; " +
                $"missing {string.Join(", ", missing)}.");
        var sets = names.Select(name => new ImageFolder(Path.Combine(dataRoot, name), suffixes)).ToArray();
        return new DomainPairDataset(sets[0], sets[1], sets[2], sets[3]);
    }

    /// <summary>
    /// List mode, the configuration keys <c>data_folder_train_a</c>, <c>data_list_train_a</c> and so on: for each of
    /// the
    /// four sets a folder and a text file of paths relative to it.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">A folder is missing.</exception>
    /// <exception cref="FileNotFoundException">A list is missing.</exception>
    /// <exception cref="InvalidOperationException">A list names no picture.</exception>
    public static DomainPairDataset FromLists(
        (string Folder, string List) trainA, (string Folder, string List) trainB,
        (string Folder, string List) testA, (string Folder, string List) testB) =>
        new(new ImageList(trainA.Folder, trainA.List), new ImageList(trainB.Folder, trainB.List),
            new ImageList(testA.Folder, testA.List), new ImageList(testB.Folder, testB.List));
}

using System.Security.Cryptography;

namespace Unpaired.Metrics.Features;

/// <summary>A weight file that others published and metrics are defined by.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="Holds">What is in it, in words.</param>
/// <param name="Sha256">The beginning of its SHA-256, lower case, as far as it is known.</param>
/// <param name="Source">Who publishes it.</param>
/// <param name="OtherNames">Other names that the same bytes go by.</param>
public sealed record PublishedWeights(
    string Name, string Holds, string Sha256, string Source, params IReadOnlyList<string> OtherNames)
{
    /// <summary>The network of FID, KID and IS.</summary>
    public static PublishedWeights FidInception { get; } = new(
        "pt_inception-2015-12-05-6726825d.pth", "the FID Inception network", "6726825d0af5f729",
        "release fid_weights of mseitzer/pytorch-fid", "weights-inception-2015-12-05-6726825d.pth");

    /// <summary>LPIPS: AlexNet.</summary>
    public static PublishedWeights AlexNet { get; } = new(
        "alexnet-owt-7be5be79.pth", "torchvision's AlexNet", "7be5be79", "torchvision's models");

    /// <summary>LPIPS: VGG-16.</summary>
    public static PublishedWeights Vgg16 { get; } = new(
        "vgg16-397923af.pth", "torchvision's VGG-16", "397923af", "torchvision's models");

    /// <summary>LPIPS 0.1: the linear weights for AlexNet.</summary>
    public static PublishedWeights LpipsAlexNet { get; } = new(
        "lpips_alex_v0.1.pth", "the linear weights of LPIPS 0.1 for AlexNet",
        "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0",
        "lpips/weights/v0.1 of richzhang/PerceptualSimilarity", "alex.pth", "v0.1/alex.pth");

    /// <summary>LPIPS 0.1: the linear weights for VGG-16.</summary>
    public static PublishedWeights LpipsVgg16 { get; } = new(
        "lpips_vgg_v0.1.pth", "the linear weights of LPIPS 0.1 for VGG-16",
        "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868",
        "lpips/weights/v0.1 of richzhang/PerceptualSimilarity", "vgg.pth", "v0.1/vgg.pth");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedWeights> All { get; } =
        [FidInception, AlexNet, Vgg16, LpipsAlexNet, LpipsVgg16];

    /// <summary>Whether a file is this one, by its checksum.</summary>
    /// <param name="path">An existing file.</param>
    public bool IsIn(string path) => Checksum(path).StartsWith(Sha256, StringComparison.Ordinal);

    /// <summary>SHA-256 of a file: 64 lower-case hexadecimal digits.</summary>
    /// <param name="path">An existing file.</param>
    public static string Checksum(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

/// <summary>Folders where published weight files are looked for. Nothing is ever downloaded.</summary>
/// <param name="Folders">In order.</param>
public sealed record WeightFolders(params IReadOnlyList<string> Folders)
{
    /// <summary>This library's cache in the user's, and where PyTorch's hub keeps what it loaded.</summary>
    public static WeightFolders Default
    {
        get
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } chosen
                ? chosen : Path.Combine(home, ".cache");
            return new WeightFolders(
                Path.Combine(cache, "unpaired", "weights"), Path.Combine(cache, "torch", "hub", "checkpoints"));
        }
    }

    /// <summary>The path of a file; null where no folder has it.</summary>
    /// <exception cref="InvalidDataException">A file of that name has another checksum.</exception>
    public string? Find(PublishedWeights weights)
    {
        string? path = Folders.SelectMany(folder => weights.OtherNames.Prepend(weights.Name)
            .Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (path is null || weights.IsIn(path)) return path;
        throw new InvalidDataException($"{path}: expected {weights.Holds}, whose SHA-256 begins {weights.Sha256}; found "
            + $"{PublishedWeights.Checksum(path)}. Is the download whole? To use other weights on purpose, name the file.");
    }

    /// <summary>The path of a file.</summary>
    /// <exception cref="FileNotFoundException">No folder has it; the message says where it is published.</exception>
    /// <exception cref="InvalidDataException">A file of that name has another checksum.</exception>
    public string Require(PublishedWeights weights) => Find(weights) ?? throw new FileNotFoundException(
        $"'{weights.Name}' ({weights.Holds}) is not in {string.Join(" or ", Folders)}. Nothing is downloaded here: it is "
        + $"published by {weights.Source}; put it there, or name another place.", weights.Name);
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Unpaired.Checkpoints;

/// <summary>What a checkpoint is, told by the names and shapes in it.</summary>
/// <param name="Sentence">For example: MUNIT generator pair, dim 64, style 8, 256 px, iteration 1,000,000.</param>
/// <param name="System">What our weight files call the system; null where it cannot be told.</param>
/// <param name="Iteration">Iterations completed; null where nothing says.</param>
public sealed partial record CheckpointTitle(string Sentence, string? System, long? Iteration)
{
    /// <summary>Looks at a description. Picture sizes are in no original checkpoint: they are taken from the
    /// configuration that our files hold, or from the config.yaml that the originals copy beside their
    /// checkpoints.</summary>
    /// <param name="description">Of any file.</param>
    /// <exception cref="IOException">A configuration beside the file cannot be read.</exception>
    public static CheckpointTitle Of(CheckpointDescription description)
    {
        var names = new TitleNames(description);
        var found = TitleRules.All.Select(rule => rule(names)).FirstOrDefault(facts => facts is not null);
        string? stored = description.Metadata.GetValueOrDefault("system");
        long? iteration = names.Iteration ?? Stored(description) ?? OfFileName(description.File);
        if (found is null)
        {
            string rest = description.Tensors == 0
                ? "no tensors"
                : $"{Count(description.Tensors)} tensors of a network that is not known here";
            return new CheckpointTitle(
                stored is null ? rest : $"weights of {Text.Printable(stored)}", stored, iteration);
        }

        var parts = new List<string> { found.What };
        parts.AddRange(found.Facts);
        if (names.Parallel)
            parts.Add("names of DataParallel");
        if (found.Pixels is { } known)
            parts.Add($"{known} px");
        else if (found.HasPictures && PixelsOf(Configuration(description)) is { } pixels)
            parts.Add($"{pixels} px");
        if (names.Epoch is { } epoch)
            parts.Add($"epoch {Count(epoch)}");
        if (iteration is { } completed)
            parts.Add($"iteration {Count(completed)}");
        if (description.Format.StartsWith("PyTorch legacy", StringComparison.Ordinal))
            parts.Add("from before PyTorch 1.6");
        return new CheckpointTitle(string.Join(", ", parts), found.System ?? stored, iteration);
    }

    /// <summary>The sentence.</summary>
    public override string ToString() => Sentence;

    internal static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static long? Stored(CheckpointDescription description) =>
        long.TryParse(description.Metadata.GetValueOrDefault("iteration"), NumberStyles.None,
            CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>gen_00010000.pt: the originals number their files by iterations completed.</summary>
    private static long? OfFileName(string path) =>
        NumberedFile().Match(Path.GetFileName(path)) is { Success: true } match
            ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    private static string? Configuration(CheckpointDescription description)
    {
        if (description.Metadata.TryGetValue("config", out string? config))
            return config;
        string? folder = Path.GetDirectoryName(Path.GetFullPath(description.File));
        foreach (string? place in new[] { folder, Path.GetDirectoryName(folder) })
        {
            string path = Path.Combine(place ?? "", "config.yaml");
            if (place is not null && File.Exists(path) && new FileInfo(path).Length < 1 << 20)
                return File.ReadAllText(path);
        }

        return null;
    }

    private static string? PixelsOf(string? config)
    {
        if (config is null)
            return null;
        string? height = CropHeight().Match(config) is { Success: true } h ? h.Groups[1].Value : null;
        string? width = CropWidth().Match(config) is { Success: true } w ? w.Groups[1].Value : null;
        if (height is not null && width is not null)
            return height == width ? height : $"{width} × {height}";
        return CropPair().Match(config) is { Success: true } p
            ? p.Groups[1].Value == p.Groups[2].Value ? p.Groups[1].Value : $"{p.Groups[2].Value} × {p.Groups[1].Value}"
            : ImageSize().Match(config) is { Success: true } s ? s.Groups[1].Value : null;
    }

    [GeneratedRegex(@"(?:gen|dis)_(\d{8})\.(?:pt|safetensors)$")]
    private static partial Regex NumberedFile();

    [GeneratedRegex(@"^\s*crop_image_height:\s*(\d+)", RegexOptions.Multiline)]
    private static partial Regex CropHeight();

    [GeneratedRegex(@"^\s*crop_image_width:\s*(\d+)", RegexOptions.Multiline)]
    private static partial Regex CropWidth();

    [GeneratedRegex(@"^\s*random_crop_h_w:\s*(\d+),\s*(\d+)", RegexOptions.Multiline)]
    private static partial Regex CropPair();

    [GeneratedRegex(@"^\s*img_size:\s*(\d+)", RegexOptions.Multiline)]
    private static partial Regex ImageSize();
}

using Unpaired.Data;
using Unpaired.Detection;

namespace Unpaired.Dunit;

/// <summary>Finds two domains in a folder, with boxes where there are any.</summary>
/// <remarks>
/// DRIT's folders, <c>trainA</c> and <c>trainB</c>. Boxes of a domain: <c>annotations/trainA.json</c> or
/// <c>annotations/instances_trainA.json</c> (COCO; the streets export writes them), or <c>trainA</c> is itself in Pascal
/// VOC's layout. The layout is a decision of this project: the released code takes one file for each domain.
/// </remarks>
public static class DunitFolder
{
    /// <summary>Opens both domains.</summary>
    /// <param name="folder">Holds trainA and trainB.</param>
    /// <param name="classNames">Names of the labels 1 and following; needed where there are boxes.</param>
    /// <returns>Domain A and B; <see cref="UnlabelledPictures"/> for one without boxes.</returns>
    /// <exception cref="DirectoryNotFoundException">A folder is missing.</exception>
    /// <exception cref="InvalidDataException">Annotations that cannot be read, or with a class that is not
    /// named.</exception>
    public static (IDetectionSource A, IDetectionSource B) Open(string folder, IReadOnlyList<string> classNames) =>
        (Domain(folder, "trainA", classNames), Domain(folder, "trainB", classNames));

    private static IDetectionSource Domain(string folder, string name, IReadOnlyList<string> classNames)
    {
        string pictures = Path.Combine(folder, name);
        if (!Directory.Exists(pictures))
            throw new DirectoryNotFoundException(
                $"Data folder '{folder}': expected subfolders trainA and trainB; missing {name}.");
        if (Directory.Exists(Path.Combine(pictures, "JPEGImages")))
            return new VocAnnotations(pictures, Set(pictures), classNames);
        string? json = new[] { $"{name}.json", $"instances_{name}.json" }
            .Select(file => Path.Combine(folder, "annotations", file)).FirstOrDefault(File.Exists);
        return json is null
            ? new UnlabelledPictures(new ImageFolder(pictures), name)
            : new CocoAnnotations(json, pictures, classNames);
    }

    /// <summary>The list to learn from, if there is one; else all annotations.</summary>
    private static string? Set(string folder) => new[] { "trainval", "train" }
        .FirstOrDefault(set => File.Exists(Path.Combine(folder, "ImageSets", "Main", set + ".txt")));
}

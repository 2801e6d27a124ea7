namespace Unpaired.Detection;

/// <summary>Finds training and test pictures with boxes in a folder.</summary>
public static class DetectionFolder
{
    /// <summary>
    /// Opens Pascal VOC's layout (<c>JPEGImages</c>, sets trainval or train, and val or test), or COCO's
    /// (<c>annotations/*.json</c>: names that begin with train, and with val or test, <c>instances_</c> apart; pictures
    /// in a folder of the rest of the name, also below <c>images</c>), which the streets export writes too.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="classNames">Names of the labels 1 and following.</param>
    /// <returns>Training pictures, and test pictures where there are any.</returns>
    /// <exception cref="DirectoryNotFoundException">Neither layout.</exception>
    public static (IDetectionSource Training, IDetectionSource? Test) Open(
        string folder, IReadOnlyList<string> classNames)
    {
        if (Directory.Exists(Path.Combine(folder, "JPEGImages"))) return OpenVoc(folder, classNames);
        string annotations = Path.Combine(folder, "annotations");
        if (!Directory.Exists(annotations))
            throw new DirectoryNotFoundException(
                $"'{folder}': expected JPEGImages and Annotations (Pascal VOC), or annotations/*.json (COCO); "
                + "found neither.");
        string[] files = [.. Directory.EnumerateFiles(annotations, "*.json").Order(StringComparer.Ordinal)];
        IDetectionSource? Of(params string[] starts)
        {
            IDetectionSource[] sources =
            [
                .. files.Where(file =>
                    starts.Any(start => Stem(file).StartsWith(start, StringComparison.OrdinalIgnoreCase)))
                    .Select(file => new CocoAnnotations(file, Pictures(folder, Stem(file)), classNames)),
            ];
            return sources.Length > 1 ? new JoinedDetections(sources) : sources.FirstOrDefault();
        }
        return (
            Of("train") ?? throw new FileNotFoundException(
                $"'{annotations}': expected train*.json or instances_train*.json."),
            Of("val", "test"));
    }

    private static (IDetectionSource, IDetectionSource?) OpenVoc(string folder, IReadOnlyList<string> classNames)
    {
        string? First(params string[] sets) => sets.FirstOrDefault(
            set => File.Exists(Path.Combine(folder, "ImageSets", "Main", set + ".txt")));
        string? test = First("test", "val");
        // With "val" to measure by, "trainval" would hold the same pictures.
        string? training = test == "val" ? First("train", "trainval") : First("trainval", "train");
        return (new VocAnnotations(folder, training, classNames),
            test is null ? null : new VocAnnotations(folder, test, classNames));
    }

    private static string Stem(string file)
    {
        const string start = "instances_";
        string name = Path.GetFileNameWithoutExtension(file);
        return name.StartsWith(start, StringComparison.Ordinal) ? name[start.Length..] : name;
    }

    private static string Pictures(string folder, string stem)
    {
        string inner = Path.Combine(folder, "images", stem);
        return Directory.Exists(inner) ? inner : Path.Combine(folder, stem);
    }

    /// <summary>Several sources, one after the other.</summary>
    private sealed class JoinedDetections(IReadOnlyList<IDetectionSource> sources) : IDetectionSource
    {
        public int Count => sources.Sum(source => source.Count);

        public Data.Picture this[int index] => At(index, (source, place) => source[place]);

        public string Description => string.Join("; ", sources.Select(source => source.Description));

        public bool IsShuffled => false;

        public IReadOnlyList<PictureBox> Boxes(int index) => At(index, (source, place) => source.Boxes(place));

        public string NameOf(int index) => At(index, (source, place) => source.NameOf(place));

        private T At<T>(int index, Func<IDetectionSource, int, T> get)
        {
            foreach (var source in sources)
            {
                if (index < source.Count) return get(source, index);
                index -= source.Count;
            }
            throw new ArgumentOutOfRangeException(nameof(index));
        }
    }
}

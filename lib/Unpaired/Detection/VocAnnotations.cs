using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Unpaired.Data;

namespace Unpaired.Detection;

/// <summary>Pictures with boxes in Pascal VOC's folders <c>JPEGImages</c>, <c>Annotations</c>,
/// <c>ImageSets/Main</c>.</summary>
/// <remarks>
/// VOC counts pixels from 1 and includes the last one: xmin, ymin, xmax, ymax become left = xmin − 1, top = ymin − 1,
/// right = xmax, bottom = ymax. Difficult objects are ignored boxes; boxes without area are left out.
/// </remarks>
public sealed class VocAnnotations : IDetectionSource
{
    private readonly List<(string Path, List<PictureBox> Boxes)> pictures = [];

    /// <summary>Reads annotations; pictures are read when they are asked for.</summary>
    /// <param name="folder">For example <c>VOCdevkit/VOC2007</c>.</param>
    /// <param name="set">A file of ImageSets/Main without .txt, for example trainval; null for all annotations.</param>
    /// <param name="classNames">Names of the labels 1 and following.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">Not such files, or a class that is not named; the message says
    /// where.</exception>
    public VocAnnotations(string folder, string? set, IReadOnlyList<string> classNames)
    {
        string annotations = Path.Combine(folder, "Annotations");
        var names = set is null
            ? Directory.EnumerateFiles(annotations, "*.xml").Select(path => Path.GetFileNameWithoutExtension(path)!)
                .Order(StringComparer.Ordinal)
            : File.ReadLines(Path.Combine(folder, "ImageSets", "Main", set + ".txt"))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 0)
                .Select(words => words[0]);
        foreach (string name in names) Read(folder, Path.Combine(annotations, name + ".xml"), classNames);
        if (pictures.Count == 0)
            throw new InvalidDataException($"'{folder}': expected at least one annotation; found none.");
        Description =
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))} {set ?? "all"}, "
            + $"{pictures.Count} pictures, {pictures.Sum(picture => picture.Boxes.Count)} boxes";
    }

    /// <inheritdoc/>
    public int Count => pictures.Count;

    /// <inheritdoc/>
    public Picture this[int index] => PictureFile.Load(pictures[index].Path);

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public bool IsShuffled => false;

    /// <inheritdoc/>
    public IReadOnlyList<PictureBox> Boxes(int index) => pictures[index].Boxes;

    /// <inheritdoc/>
    public string NameOf(int index) => pictures[index].Path;

    private void Read(string folder, string xml, IReadOnlyList<string> classNames)
    {
        if (!File.Exists(xml)) throw new FileNotFoundException($"Annotations '{xml}': there is no such file.", xml);
        XElement root;
        try
        {
            root = XDocument.Load(xml).Root!;
        }
        catch (XmlException error)
        {
            throw new InvalidDataException($"{xml}: not XML: {error.Message}", error);
        }
        string file = root.Element("filename")?.Value ?? Path.GetFileNameWithoutExtension(xml) + ".jpg";
        var boxes = new List<PictureBox>();
        foreach (var item in root.Elements("object"))
        {
            string name = item.Element("name")?.Value.Trim() ?? "";
            int label = classNames.ToList().IndexOf(name) + 1;
            if (label == 0)
                throw new InvalidDataException(
                    $"{xml}: expected one of the classes {string.Join(", ", classNames)} (class_names of the "
                    + $"configuration); found '{name}'.");
            var place = item.Element("bndbox");
            double Side(string side) => double.TryParse(
                place?.Element(side)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? value
                : throw new InvalidDataException($"{xml}: object '{name}': expected a number in bndbox/{side}.");
            var box = new PictureBox(label, Side("xmin") - 1, Side("ymin") - 1, Side("xmax"), Side("ymax"))
            {
                IsIgnored = item.Element("difficult")?.Value.Trim() == "1",
            };
            if (box.HasArea) boxes.Add(box);
        }
        pictures.Add((Path.Combine(folder, "JPEGImages", file), boxes));
    }
}

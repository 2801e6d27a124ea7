using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Unpaired.Data.Checking;

/// <summary>Pascal VOC: Annotations/ID.xml, JPEGImages/ID.jpg, ImageSets/Main/SET.txt.</summary>
internal static class VocSurvey
{
    private static readonly string[] Classes =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog",
        "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    public static IReadOnlyList<PictureSet> Find(CheckContext context)
    {
        string annotations = Path.Combine(context.Folder, "Annotations"), images = Path.Combine(context.Folder,
            "JPEGImages");
        foreach (string folder in new[] { annotations, images }.Where(folder => !Directory.Exists(folder)))
            context.Error(FindingKind.FolderMissing, folder, $"a folder '{Path.GetFileName(folder)}'",
                $"{ClassChecks.Some(FolderScan.Folders(context, context.Folder).DefaultIfEmpty("no folder at all"))}",
                "Make it, or give the folder that holds it (often VOCdevkit/VOC2012).");
        if (!Directory.Exists(images))
            return [];
        var pictures = FolderScan.FilesBelow(context, images).Where(CocoSurvey.IsPicture).ToList();
        if (pictures.Count == 0)
            context.Error(FindingKind.FolderEmpty, images, "pictures", "none", "Put pictures there.");
        var byId = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string picture in pictures)
            if (!byId.TryAdd(Path.GetFileNameWithoutExtension(picture), picture))
                context.Error(FindingKind.DuplicateId, picture, "one picture for each id",
                    $"{Path.GetFileName(byId[Path.GetFileNameWithoutExtension(picture)])} besides",
                    "Rename or remove one: annotations are found by the name without its ending.");
        var files = Directory.Exists(annotations)
            ? FolderScan.Files(context, annotations).Where(file => file.EndsWith(".xml",
                StringComparison.Ordinal)).ToList()
            : [];
        context.Seen.UnionWith(files);
        var boxless = files.Where(file => !Annotation(context, file, byId)).Select(Path.GetFileName).ToList();
        BoxChecks.CheckBoxless(context, "Annotations", boxless!, files.Count);
        var annotated = files.Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, picture) in byId.Where(entry => !annotated.Contains(entry.Key)))
            context.Warning(FindingKind.PictureNotListed, picture, $"Annotations/{id}.xml", "no annotation",
                "Annotate it, or remove it.");
        return Sets(context, byId, annotated);
    }

    private static List<PictureSet> Sets(
        CheckContext context, Dictionary<string, string> byId, HashSet<string> annotated)
    {
        string main = Path.Combine(context.Folder, "ImageSets", "Main");
        string[] names = [.. new[] { "train", "val", "trainval", "test" }
            .Where(name => File.Exists(Path.Combine(main, name + ".txt")))];
        if (names.Length == 0)
        {
            context.Note(FindingKind.ListMissing, "ImageSets/Main", "train.txt, val.txt, trainval.txt or test.txt",
                "none",
                "All pictures are taken for training.");
            return [new PictureSet("JPEGImages", SetRole.Train, [.. byId.Values.Select(path => new SetPicture(path,
                ""))])];
        }
        var sets = new List<PictureSet>();
        foreach (string name in names)
        {
            string list = Path.Combine(main, name + ".txt").Slashed();
            var found = new List<SetPicture>();
            foreach (var (line, entry) in ListFile.Entries(context, list) ?? [])
            {
                string id = entry.Split(' ', '\t')[0];
                if (!byId.TryGetValue(id, out string? path) || !annotated.Contains(id))
                    context.Error(FindingKind.ListEntryMissing, $"{context.Relative(list)}:{line}",
                        $"JPEGImages/{id}.jpg and Annotations/{id}.xml",
                        path is null ? "no such picture" : "no such annotation", "Add it, or remove the line.");
                if (path is not null)
                    found.Add(new SetPicture(path, ""));
            }
            sets.Add(new PictureSet(context.Relative(list), name switch
            {
                "train" => SetRole.Train,
                // trainval holds both others; a leak is only what is in test as well then
                "val" => names.Contains("trainval") ? SetRole.Unknown : SetRole.Test,
                "trainval" => SetRole.Train,
                _ => SetRole.Test,
            }, found));
        }
        return sets;
    }

    /// <summary>Judges one file; whether it has boxes.</summary>
    private static bool Annotation(CheckContext context, string file, Dictionary<string, string> byId)
    {
        XElement root;
        try
        {
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            root = XElement.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (Exception problem) when (problem is XmlException or IOException or UnauthorizedAccessException)
        {
            string where = problem is XmlException { LineNumber: > 0 } xml
                ? $"{context.Relative(file)}:{xml.LineNumber}" : file;
            context.Error(FindingKind.AnnotationSyntax, where, "an XML file", problem.Message.TrimEnd('.'),
                "Write or download it again.");
            return true;
        }
        string id = Path.GetFileNameWithoutExtension(file);
        string? name = root.Element("filename")?.Value.Trim();
        if (name is null)
            Missing(context, file, root, "filename");
        else if (Path.GetFileNameWithoutExtension(name) != id)
            context.Warning(FindingKind.AnnotationField, file, $"the file name {id}", $"'{name}'",
                "Correct <filename>: readers differ in which of the two they use.");
        if (!byId.TryGetValue(id, out string? picture))
            context.Error(FindingKind.ListEntryMissing, file, $"JPEGImages/{id}.jpg", "no such picture",
                "Add the picture, or remove the annotation.");
        (double, double)? size = Number(root.Element("size"), "width") is { } width
            && Number(root.Element("size"), "height") is { } height ? (width, height) : null;
        if (size is null)
            Missing(context, file, root, "size with width and height");
        else if (picture is not null)
            context.StatedSizes.Add((picture, context.Relative(file), size.Value.Item1, size.Value.Item2));
        var objects = root.Elements("object").ToList();
        foreach (var item in objects)
            Object(context, file, item, size);
        return objects.Count > 0;
    }

    private static void Object(CheckContext context, string file, XElement item, (double, double)? size)
    {
        var known = context.Options.ClassNames ?? Classes;
        if (item.Element("name")?.Value.Trim() is not { Length: > 0 } name)
            Missing(context, file, item, "name");
        else if (!known.Contains(name))
            context.Error(FindingKind.UnknownCategory, Line(context, file, item),
                context.Options.ClassNames is null ? "one of Pascal VOC's twenty names"
                    : "one of the given class names",
                $"'{name}'", "Correct the name, or give your own list of names (--class-names).");
        var box = item.Element("bndbox");
        double?[] corners = [.. new[] { "xmin", "ymin", "xmax", "ymax" }.Select(corner => Number(box, corner))];
        if (corners.Contains(null))
            Missing(context, file, item, "bndbox with xmin, ymin, xmax and ymax as numbers");
        else
            BoxChecks.Check(context, Line(context, file, item),
                (corners[0]!.Value, corners[1]!.Value, corners[2]!.Value, corners[3]!.Value), size);
    }

    private static double? Number(XElement? parent, string name) =>
        double.TryParse(parent?.Element(name)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture,
            out double value)
            ? value : null;

    private static void Missing(CheckContext context, string file, XElement item, string what) => context.Error(
        FindingKind.AnnotationField, Line(context, file, item), $"<{what}> in <{item.Name}>", "none", "Add it.");

    private static string Line(CheckContext context, string file, XElement item) =>
        $"{context.Relative(file)}:{((IXmlLineInfo)item).LineNumber}";
}

using System.Globalization;
using System.Text.Json;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>Writes boxes in the formats that detectors and DUNIT's data sets are read in.</summary>
/// <remarks>
/// COCO: annotations/FOLDER.json, categories numbered as COCO numbers them, file names relative to FOLDER, boxes as
/// x, y, width, height; the area is that of the visible pixels; visibility is an addition that readers ignore.
/// INIT: annotations/FOLDER.txt, for each picture its number, its path, width and height, a 0, the number of boxes,
/// for each box its label and two corners, and two blank lines; labels are the same numbers.
/// </remarks>
internal static class StreetAnnotations
{
    private const string Folder = "annotations";

    private static readonly (StreetClass Class, string Name, string Group)[] Categories =
    [
        (StreetClass.Person, "person", "person"),
        (StreetClass.Car, "car", "vehicle"),
        (StreetClass.TrafficLight, "traffic light", "outdoor"),
    ];

    /// <summary>All files that <see cref="Save"/> may write, relative to the export's folder.</summary>
    public static IEnumerable<string> Files => ExportFolder.Names.SelectMany(name =>
        (string[])[Path.Combine(Folder, $"{name}.json"), Path.Combine(Folder, $"{name}.txt")]);

    /// <summary>Writes the annotations of one folder of pictures in both formats.</summary>
    /// <param name="root">The export's folder.</param>
    /// <param name="name">The folder of the pictures.</param>
    /// <param name="world">Gives the pictures' size.</param>
    /// <param name="pictures">Paths relative to the export's folder, and boxes.</param>
    public static void Save(
        string root, string name, StreetsWorld world, IReadOnlyList<(string File,
        IReadOnlyList<StreetBox> Boxes)> pictures)
    {
        Directory.CreateDirectory(Path.Combine(root, Folder));
        AtomicFile.Write(Path.Combine(root, Folder, $"{name}.json"), stream => WriteCoco(stream, name, world,
            pictures));
        AtomicFile.Write(Path.Combine(root, Folder, $"{name}.txt"), stream => WriteInit(stream, world, pictures));
    }

    private static void WriteCoco(
        Stream stream, string name, StreetsWorld world, IReadOnlyList<(string File,
        IReadOnlyList<StreetBox> Boxes)> pictures)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartObject("info");
        json.WriteString("description", $"Streets world of Unpaired, {name}");
        json.WriteEndObject();
        json.WriteStartArray("images");
        for (var i = 0; i < pictures.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", i + 1);
            json.WriteString("file_name", Path.GetFileName(pictures[i].File));
            json.WriteNumber("width", world.Width);
            json.WriteNumber("height", world.Height);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("annotations");
        var id = 0;
        for (var i = 0; i < pictures.Count; i++)
            foreach (var box in pictures[i].Boxes)
                WriteCoco(json, ++id, i + 1, box);
        json.WriteEndArray();
        json.WriteStartArray("categories");
        foreach (var (category, title, group) in Categories)
        {
            json.WriteStartObject();
            json.WriteNumber("id", (int)category);
            json.WriteString("name", title);
            json.WriteString("supercategory", group);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCoco(Utf8JsonWriter json, int id, int picture, StreetBox box)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("image_id", picture);
        json.WriteNumber("category_id", (int)box.Class);
        json.WriteStartArray("bbox");
        foreach (var number in (ReadOnlySpan<double>)[box.Left, box.Top, box.Width, box.Height])
            json.WriteNumberValue(number);
        json.WriteEndArray();
        json.WriteNumber("area", box.Area);
        json.WriteNumber("iscrowd", 0);
        json.WriteNumber("visibility", Math.Round(box.Visibility, 3));
        json.WriteEndObject();
    }

    private static void WriteInit(
        Stream stream, StreetsWorld world, IReadOnlyList<(string File, IReadOnlyList<StreetBox> Boxes)> pictures)
    {
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        for (var i = 0; i < pictures.Count; i++)
        {
            var (file, boxes) = pictures[i];
            text.WriteLine(i);
            text.WriteLine(file);
            text.WriteLine($"{world.Width} {world.Height}");
            text.WriteLine(0);
            text.WriteLine(boxes.Count);
            foreach (var box in boxes)
                text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{(int)box.Class} {box.Left:0.###} {box.Top:0.###} {box.Right:0.###} {box.Bottom:0.###}"));
            text.WriteLine();
            text.WriteLine();
        }
    }
}

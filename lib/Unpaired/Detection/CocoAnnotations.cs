using System.Text.Json;
using Unpaired.Data;

namespace Unpaired.Detection;

/// <summary>A folder of pictures with boxes in COCO's JSON file, for example <c>instances_val2017.json</c>.</summary>
/// <remarks>
/// Crowds are ignored boxes. Boxes without area are left out, and counted in <see cref="Description"/>; boxes that
/// reach beyond the picture are cut off there. Classes are matched by name.
/// </remarks>
public sealed class CocoAnnotations : IDetectionSource
{
    private readonly List<(string Path, List<PictureBox> Boxes)> pictures = [];

    /// <summary>Reads annotations; pictures are read when they are asked for.</summary>
    /// <param name="json">The annotations.</param>
    /// <param name="folder">Where the pictures lie.</param>
    /// <param name="classNames">Names of the labels 1 and following.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Not such a file, or a class that is not named; the message says
    /// where.</exception>
    public CocoAnnotations(string json, string folder, IReadOnlyList<string> classNames)
    {
        if (!File.Exists(json)) throw new FileNotFoundException($"Annotations '{json}': there is no such file.", json);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(json));
            int without = Read(document.RootElement, json, folder, classNames);
            Description =
                $"{Path.GetFileName(json)}, {pictures.Count} pictures, {pictures.Sum(p => p.Boxes.Count)} boxes"
                + (without > 0 ? $" ({without} without area left out)" : "");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException(
                $"{json}: expected COCO's 'images', 'annotations' and 'categories'; found: {error.Message}", error);
        }
        if (pictures.Count == 0) throw new InvalidDataException($"{json}: expected at least one image; found none.");
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

    private int Read(JsonElement root, string json, string folder, IReadOnlyList<string> classNames)
    {
        var labels = new Dictionary<long, int>();
        foreach (var category in root.GetProperty("categories").EnumerateArray())
        {
            string name = category.GetProperty("name").GetString() ?? "";
            int label = classNames.ToList().IndexOf(name) + 1;
            if (label > 0) labels[category.GetProperty("id").GetInt64()] = label;
        }
        var places = new Dictionary<long, (int Index, double Width, double Height)>();
        foreach (var image in root.GetProperty("images").EnumerateArray())
        {
            places[image.GetProperty("id").GetInt64()] = (
                pictures.Count, image.GetProperty("width").GetDouble(), image.GetProperty("height").GetDouble());
            pictures.Add((Path.Combine(folder, image.GetProperty("file_name").GetString()!), []));
        }
        int without = 0;
        foreach (var annotation in root.GetProperty("annotations").EnumerateArray())
        {
            long id = annotation.GetProperty("category_id").GetInt64();
            if (!labels.TryGetValue(id, out int label))
                throw new InvalidDataException(
                    $"{json}: category {id}: expected one of the classes {string.Join(", ", classNames)} "
                    + "(class_names of the configuration); its name is not among them.");
            var (index, width, height) = places[annotation.GetProperty("image_id").GetInt64()];
            double[] side = [.. annotation.GetProperty("bbox").EnumerateArray().Select(number => number.GetDouble())];
            var box = new PictureBox(
                label, Math.Clamp(side[0], 0, width), Math.Clamp(side[1], 0, height),
                Math.Clamp(side[0] + side[2], 0, width), Math.Clamp(side[1] + side[3], 0, height));
            box = box with
            {
                Area = annotation.TryGetProperty("area", out var area) ? area.GetDouble() : box.Area,
                IsIgnored = annotation.TryGetProperty("iscrowd", out var crowd) && crowd.GetInt32() != 0,
            };
            if (box.HasArea) pictures[index].Boxes.Add(box);
            else without++;
        }
        return without;
    }
}

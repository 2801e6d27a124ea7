using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unpaired.Data.Checking;

/// <summary>A picture that a COCO file lists.</summary>
/// <param name="Where">Its place in the file.</param>
/// <param name="File">Its file_name.</param>
/// <param name="Size">Its stated size, if it has one.</param>
/// <param name="HasBoxes">Whether an annotation belongs to it.</param>
internal sealed record CocoPicture(string Where, string File, (double Width, double Height)? Size, bool HasBoxes);

/// <summary>Reads a COCO file and judges everything that does not need the pictures.</summary>
internal sealed partial class CocoFile
{
    private readonly CheckContext context;
    private readonly string file;
    private readonly Dictionary<long, (string Where, string File, (double, double)? Size)> pictures = [];
    private readonly Dictionary<long, string> categories = [];
    private readonly HashSet<long> annotations = [], usedPictures = [], usedCategories = [];

    private CocoFile(CheckContext context, string file) => (this.context, this.file) = (context, file);

    /// <summary>The pictures in the file's order.</summary>
    public IReadOnlyList<CocoPicture> Pictures { get; private set; } = [];

    /// <summary>Reads; null if nothing could be had.</summary>
    public static CocoFile? Read(CheckContext context, string path)
    {
        var coco = new CocoFile(context, path);
        using var json = coco.Parse();
        if (json is null)
            return null;
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            coco.Field("", "an object with images, annotations and categories", $"{json.RootElement.ValueKind}");
            return null;
        }
        coco.ReadPictures(json.RootElement);
        coco.ReadCategories(json.RootElement);
        coco.ReadAnnotations(json.RootElement);
        coco.Pictures = [.. coco.pictures.Select(entry => new CocoPicture(
            entry.Value.Where, entry.Value.File, entry.Value.Size, coco.usedPictures.Contains(entry.Key)))];
        return coco;
    }

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b
        """)]
    private static partial Regex StringsAndNonNumbers();

    private JsonDocument? Parse()
    {
        string text;
        try
        {
            text = File.ReadAllText(file, Encoding.UTF8);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            context.Error(FindingKind.AnnotationMissing, file, "a COCO file", problem.Message.TrimEnd('.'),
                "Correct the name or the rights.");
            return null;
        }
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException problem)
        {
            context.Error(FindingKind.AnnotationSyntax, $"{context.Relative(file)}:{problem.LineNumber + 1}",
                "valid JSON",
                problem.Message.Split(" LineNumber")[0].TrimEnd('.'), "Write the file again; Python's json.dump needs "
                + "allow_nan=False to refuse NaN and Infinity.");
        }
        // Python writes NaN where JSON has no word for it: put into quotes, the rest can still be judged.
        string quoted = StringsAndNonNumbers().Replace(text, match => match.Value[0] == '"' ? match.Value
            : $"\"{match.Value}\"");
        try
        {
            return quoted.Length == text.Length ? null : JsonDocument.Parse(quoted);
        }
        catch (JsonException)
        {
            return null; // already reported
        }
    }

    private void ReadPictures(JsonElement root)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (where, picture) in Items(root, "images"))
        {
            if (Id(where, picture, "id") is not { } id || Text(where, picture, "file_name") is not { } name)
                continue;
            (double, double)? size = Number(picture, "width") is { } width && Number(picture, "height") is { } height
                ? (width, height) : null;
            if (size is null)
                Field(where, "width and height as numbers", "none");
            if (!pictures.TryAdd(id, (where, name, size)))
                Twice(where, "picture", id);
            if (!names.TryAdd(name, where))
                context.Warning(FindingKind.ListEntryRepeated, At(where), "each file once",
                    $"'{name}' of {names[name]} again",
                    "Merge the two entries: boxes are keyed by file name.");
        }
    }

    private void ReadCategories(JsonElement root)
    {
        foreach (var (where, category) in Items(root, "categories"))
            if (Id(where, category, "id") is { } id && Text(where, category, "name") is { } name)
            {
                if (!categories.TryAdd(id, name))
                    Twice(where, "category", id);
                if (id == 0)
                    context.Warning(FindingKind.LabelGap, At(where), "category numbers from 1", $"0 for '{name}'",
                        "Number from 1: detectors keep 0 for the background.");
            }
    }

    private void ReadAnnotations(JsonElement root)
    {
        foreach (var (where, annotation) in Items(root, "annotations"))
        {
            if (Id(where, annotation, "id") is { } id && !annotations.Add(id))
                Twice(where, "annotation", id);
            (double, double)? size = null;
            if (Id(where, annotation, "image_id") is { } picture)
            {
                if (pictures.TryGetValue(picture, out var known))
                    size = known.Size;
                else
                    context.Error(FindingKind.UnknownPicture, At(where), "the id of an entry in 'images'",
                        $"image_id {picture}", "Remove the annotation, or add the picture.");
                usedPictures.Add(picture);
            }
            if (Id(where, annotation, "category_id") is { } category)
            {
                usedCategories.Add(category);
                if (!categories.ContainsKey(category))
                    context.Error(FindingKind.UnknownCategory, At(where), "the id of an entry in 'categories'",
                        $"category_id {category}", "Remove the annotation, or define the category.");
            }
            Box(where, annotation, size);
        }
        foreach (var (id, name) in categories.Where(category => !usedCategories.Contains(category.Key)))
            context.Note(FindingKind.CategoryUnused, file, "boxes of each category", $"none of {id}, '{name}'",
                "Nothing to do, unless it should occur.");
    }

    private void Box(string where, JsonElement annotation, (double, double)? size)
    {
        if (!annotation.TryGetProperty("bbox", out var box) || box.ValueKind != JsonValueKind.Array
            || box.GetArrayLength() != 4)
        {
            Field(where, "bbox [x, y, width, height]", box.ValueKind == JsonValueKind.Undefined ? "none" : Short(box));
            return;
        }
        double[] values = [.. box.EnumerateArray()
            .Select(value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN)];
        if (values.All(double.IsFinite))
            BoxChecks.Check(context, At(where), (values[0], values[1], values[0] + values[2], values[1] + values[3]),
                size);
        else
            context.Error(FindingKind.BoxNotANumber, At(where), "four finite numbers", Short(box),
                "Correct or remove the box.");
    }

    private IEnumerable<(string Where, JsonElement Item)> Items(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            Field(name, "a list", list.ValueKind == JsonValueKind.Undefined ? "none" : Short(list));
            yield break;
        }
        int index = 0;
        foreach (var item in list.EnumerateArray())
        {
            string where = $"{name}[{index++}]";
            if (item.ValueKind == JsonValueKind.Object)
                yield return (where, item);
            else
                Field(where, "an object", Short(item));
        }
    }

    private long? Id(string where, JsonElement item, string name)
    {
        if (item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out long id))
            return id;
        Field(where, $"{name} as a whole number", value.ValueKind == JsonValueKind.Undefined ? "none" : Short(value));
        return null;
    }

    private string? Text(string where, JsonElement item, string name)
    {
        if (item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text)
            return text;
        Field(where, $"{name} as text", value.ValueKind == JsonValueKind.Undefined ? "none" : Short(value));
        return null;
    }

    private static double? Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private string At(string where) => where.Length == 0 ? file : $"{context.Relative(file)}: {where}";

    private void Field(string where, string expected, string found) => context.Error(
        FindingKind.AnnotationField, At(where), expected, found, "Complete or remove the entry.");

    private void Twice(string where, string what, long id) => context.Error(
        FindingKind.DuplicateId, At(where), $"each {what} id once", $"{id} again",
        "Number them anew (and the references to them).");

    private static string Short(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length <= 60 ? text : text[..57] + "...";
    }
}

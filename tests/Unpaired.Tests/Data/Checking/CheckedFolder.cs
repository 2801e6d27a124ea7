using System.Text;
using Unpaired.Data.Checking;

namespace Unpaired.Tests.Data.Checking;

/// <summary>A small data folder in one of the layouts, to be broken in one place by a test.</summary>
internal sealed class CheckedFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int seed;

    public string Path => System.IO.Path.Combine(folder.Path, "data");

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public static CheckedFolder Munit(int each = 2)
    {
        var made = new CheckedFolder();
        foreach (string name in new[] { "trainA", "trainB", "testA", "testB" })
            for (int i = 0; i < each; i++)
                made.Picture($"{name}/{i}.png");
        return made;
    }

    public static CheckedFolder Funit()
    {
        var made = new CheckedFolder();
        foreach (string name in new[] { "cat", "dog", "owl" })
            for (int i = 0; i < 2; i++)
                made.Picture($"{name}/{i}.png");
        made.Text("list_train.txt", "cat/0.png\ncat/1.png\ndog/0.png\ndog/1.png\n");
        made.Text("list_test.txt", "owl/0.png\nowl/1.png\n");
        return made;
    }

    public static CheckedFolder Tunit()
    {
        var made = new CheckedFolder();
        foreach (string name in new[] { "train/cat", "train/dog", "test/cat", "test/dog" })
            for (int i = 0; i < 2; i++)
                made.Picture($"{name}/{i}.png");
        return made;
    }

    public static CheckedFolder Coco(string annotations =
        """{"id": 1, "image_id": 1, "category_id": 3, "bbox": [1, 1, 4, 5]}""",
        string categories = """{"id": 3, "name": "car"}""")
    {
        var made = new CheckedFolder();
        made.Picture("train/0.png");
        made.Picture("train/1.png");
        made.Text("annotations/train.json", $$"""
            {"images": [
              {"id": 1, "file_name": "0.png", "width": 8, "height": 8},
              {"id": 2, "file_name": "1.png", "width": 8, "height": 8}],
             "annotations": [{{annotations}}],
             "categories": [{{categories}}]}
            """);
        return made;
    }

    public static CheckedFolder Voc()
    {
        var made = new CheckedFolder();
        made.Picture("JPEGImages/a.png");
        made.Picture("JPEGImages/b.png");
        made.Text("Annotations/a.xml", VocXml("a.png", "car", 1, 1, 5, 6));
        made.Text("Annotations/b.xml", VocXml("b.png", "dog", 2, 2, 8, 8));
        made.Text("ImageSets/Main/train.txt", "a\n");
        made.Text("ImageSets/Main/test.txt", "b\n");
        return made;
    }

    public static string VocXml(string file, string name, double left, double top, double right, double bottom) =>
        FormattableString.Invariant($"""
        <annotation>
          <filename>{file}</filename>
          <size><width>8</width><height>8</height><depth>3</depth></size>
          <object>
            <name>{name}</name>
            <bndbox><xmin>{left}</xmin><ymin>{top}</ymin><xmax>{right}</xmax><ymax>{bottom}</ymax></bndbox>
          </object>
        </annotation>
        """);

    public static CheckedFolder Init(string? text = null)
    {
        var made = new CheckedFolder();
        made.Picture("night/0.png");
        made.Picture("night/1.png");
        made.Text("annotations/night.txt", text ?? InitText);
        return made;
    }

    public const string InitText =
        "0\nnight/0.png\n8 8\n0\n2\n3 1 1 5 6\n1 0 0 2.5 8\n\n\n1\nnight/1.png\n8 8\n0\n1\n3 2 2 4 4\n\n\n";

    public string Picture(string name, int width = 8, int height = 8) =>
        folder.Write("data/" + name, Samples.Noise(width, height, ++seed));

    public string Bytes(string name, byte[] bytes) => folder.Write("data/" + name, bytes);

    public string Text(string name, string text) => Bytes(name, Encoding.UTF8.GetBytes(text));

    public DataReport Check(DataLayout? layout = null, DataCheckOptions? options = null) =>
        DataCheck.Run(Path, layout, options);

    public void Dispose() => folder.Dispose();
}

internal static class Found
{
    /// <summary>The one finding of a kind, of this severity, at this file.</summary>
    public static DataFinding Single(DataReport report, FindingKind kind, FindingSeverity severity, string file)
    {
        var found = report.Findings.Where(finding => finding.Kind == kind && finding.File == file).ToList();
        Assert.True(found.Count == 1, $"Expected one {kind} at {file}; found:\n{string.Join("\n", report.Findings)}");
        Assert.Equal(severity, found[0].Severity);
        Assert.All([found[0].Expected, found[0].Found, found[0].Repair], text =>
            Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.Equal(severity == FindingSeverity.Error, report.ExitCode == 1
            && report.Findings[0].Severity == severity);
        return found[0];
    }

    public static void Nothing(DataReport report) => Assert.True(report.Findings.Count == 0, report.ToText());
}

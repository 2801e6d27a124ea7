using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints;

public sealed class CheckpointInspectorTests : IDisposable
{
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Inspect_OriginalCheckpoint_ListsTreeAndTotals()
    {
        var description = CheckpointInspector.Inspect(CheckpointFiles.Munit("ckpt/gen_00000002.pt"));

        Assert.Equal("a", description.Entries[0].Path);
        Assert.Equal(CheckpointKind.Dictionary, description.Entries[0].Kind);
        var first = description.Entries[1];
        Assert.Equal(("a/enc_style.model.0.conv.weight", "enc_style.model.0.conv.weight", 1),
            (first.Path, first.Name, first.Depth));
        Assert.Equal([3, 3, 7, 7], first.Shape!);
        Assert.Equal("float32", first.Type);
        Assert.Equal(441 * 4, first.Bytes);
        Assert.Equal(description.Elements * 4, description.StorageBytes);
        string text = description.ToString();
        Assert.Contains("PyTorch zip, version 3", text);
        Assert.Contains("  enc_style.model.0.conv.weight", text);
        Assert.Contains("float32  [3, 3, 7, 7]", text);
        Assert.Contains($"{description.Tensors} tensors", text);
    }

    [Fact]
    public void Inspect_Tree_ShowsNumbersListsAndSharedMemory()
    {
        string tree = CheckpointInspector.Inspect(CheckpointFiles.Golden("tree.pt")).ToString();
        Assert.Contains("(0.5, 0.999)", tree);
        Assert.Contains("number 0.0001", tree);
        Assert.Contains("text 'Straße'", tree);
        string views = CheckpointInspector.Inspect(CheckpointFiles.Golden("views.pt")).ToString();
        Assert.Contains("shares memory with base", views);
        Assert.Contains("192 B in memory", views); // 24 + 24 floats, each storage once
    }

    [Fact]
    public void Inspect_LongLists_AreCutShort()
    {
        string path = files.New("long.pt");
        var history = Enumerable.Range(0, 1000).Select(i => (object?)i).ToList();
        TorchFile.Save(path, new Dictionary<string, object?> { ["history"] = history });

        Assert.Contains("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 988 more]",
            CheckpointInspector.Inspect(path).ToString());
    }

    [Fact]
    public void Inspect_Safetensors_ListsTensorsAndNotes()
    {
        string path = files.New("x.safetensors");
        Safetensors.Save(path, [new("w", ones(2, 3)), new("half", ones(4, dtype: float16))],
            new Dictionary<string, string> { ["system"] = "munit", ["config"] = "a: 1\nb: 2" });
        var description = CheckpointInspector.Inspect(path);

        Assert.Equal("safetensors", description.Format);
        Assert.Equal(32, description.StorageBytes);
        Assert.Contains("note system: munit", description.ToString());
        Assert.Contains("note config: 9 characters, a: 1 …", description.ToString());
    }
}

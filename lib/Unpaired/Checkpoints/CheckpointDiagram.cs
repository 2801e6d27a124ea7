using Unpaired.Display;

namespace Unpaired.Checkpoints;

/// <summary>How a PyTorch file becomes a network, for notebooks and slides.</summary>
public static class CheckpointDiagram
{
    /// <summary>From the file to a network that has been compared.</summary>
    public static BlockDiagram Draw() => new BlockDiagram(
        "A PyTorch file is a zip archive. Its data.pkl is a program that builds a tree of names, shapes and references; "
        + "its data entries hold the bare numbers. Here the program is read and never run. Tree and numbers together "
        + "give tensors by name. Three questions follow: do all names and shapes have a place in our network, do its "
        + "layers compute what the original's do, and do the tensors come back byte for byte?")
    {
        Title = "A file is names and numbers; a network is proved in three steps",
        ColumnPixels = 128,
    }
    .Box("file", BlockKind.Code, 0, 0.9, "gen.pt\na zip archive")
    .Box("pickle", BlockKind.Note, 1.1, 0, "data.pkl\na program")
    .Box("data", BlockKind.Note, 1.1, 1.8, "data/0, data/1 …\nbare numbers")
    .Box("reader", BlockKind.Network, 2.2, 0, "reader:\nnothing is run")
    .Box("tree", BlockKind.Code, 3.3, 0, "names, shapes,\nreferences")
    .Box("state", BlockKind.Code, 3.3, 1.8, "tensors\nby name")
    .Box("network", BlockKind.Network, 4.5, 1.8, "our network")
    .Box("names", BlockKind.Loss, 5.8, 0, "1  all names and\nshapes fit?")
    .Box("layers", BlockKind.Loss, 5.8, 1.2, "2  every layer\nagrees?")
    .Box("bytes", BlockKind.Loss, 5.8, 2.4, "3  byte for byte\nback again?")
    .Arrow("file", "pickle", "reader", "tree", "state")
    .Arrow("file", "data", "state", "network")
    .Arrow("network", "layers")
    .Arrow("tree", "names")
    .Arrow("network", "bytes");
}

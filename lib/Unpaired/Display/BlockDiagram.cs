using SkiaSharp;
using Unpaired.Data;

namespace Unpaired.Display;

/// <summary>What a block of a diagram stands for; each kind has a shape of its own, beside its colour.</summary>
public enum BlockKind
{
    /// <summary>A network: a box with a heavy frame.</summary>
    Network,

    /// <summary>A code: a box with round ends.</summary>
    Code,

    /// <summary>A loss: a box with a dashed frame.</summary>
    Loss,

    /// <summary>Text alone.</summary>
    Note,
}

/// <summary>
/// Boxes, pictures and arrows on a grid: how data flows through the networks of a paper. Labels know subscripts and
/// superscripts, as in <c>E_A^c</c> or <c>x_{AB}</c>.
/// </summary>
public sealed class BlockDiagram : Figure
{
    private readonly List<Block> blocks = [];
    private readonly List<Link> links = [];

    /// <summary>An empty diagram.</summary>
    /// <param name="alt">What flows where, in one or two sentences.</param>
    /// <exception cref="ArgumentException">An empty <paramref name="alt"/>.</exception>
    public BlockDiagram(string alt) : base(alt, "A diagram")
    {
    }

    /// <summary>The claim, above the diagram.</summary>
    public string? Title { get; init; }

    /// <summary>Width of a grid column, in pixels.</summary>
    public int ColumnPixels { get; init; } = 116;

    /// <summary>Height of a grid row, in pixels.</summary>
    public int RowPixels { get; init; } = 92;

    internal IReadOnlyList<Block> Blocks => blocks;

    internal IReadOnlyList<Link> Links => links;

    /// <summary>Adds a box.</summary>
    /// <param name="name">How arrows refer to it.</param>
    /// <param name="kind">What it stands for.</param>
    /// <param name="column">Place of its centre from the left, in columns; 0 is the first.</param>
    /// <param name="row">Place of its centre from the top, in rows; 0 is the first.</param>
    /// <param name="label">One or two lines.</param>
    /// <returns>This diagram.</returns>
    /// <exception cref="ArgumentException">A name that is taken.</exception>
    public BlockDiagram Box(string name, BlockKind kind, double column, double row, string label) =>
        Add(new Block(name, kind, column, row, label, null));

    /// <summary>Adds a picture with a label below it.</summary>
    /// <param name="name">How arrows refer to it.</param>
    /// <param name="column">Place of its centre from the left, in columns.</param>
    /// <param name="row">Place of its centre from the top, in rows.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="label">One line.</param>
    /// <returns>This diagram.</returns>
    /// <exception cref="ArgumentException">A name that is taken.</exception>
    public BlockDiagram Image(string name, double column, double row, Picture picture, string label) =>
        Add(new Block(name, BlockKind.Note, column, row, label, picture));

    /// <summary>Adds arrows from one block to the next, along a chain of names.</summary>
    /// <param name="names">At least two.</param>
    /// <returns>This diagram.</returns>
    /// <exception cref="ArgumentException">Fewer than two names, or an unknown one.</exception>
    public BlockDiagram Arrow(params string[] names)
    {
        if (names.Length < 2)
            throw new ArgumentException($"An arrow needs two ends; got {names.Length}.", nameof(names));
        foreach (var (from, to) in names.Zip(names.Skip(1)))
            links.Add(new Link(Find(from), Find(to)));
        return this;
    }

    private protected override SKBitmap Draw() => BlockDiagramDrawing.Draw(this);

    private BlockDiagram Add(Block block)
    {
        if (blocks.Any(other => other.Name == block.Name))
            throw new ArgumentException($"The diagram already has a block '{block.Name}'.");
        blocks.Add(block);
        return this;
    }

    private Block Find(string name) =>
        blocks.Find(block => block.Name == name)
        ?? throw new ArgumentException(
            $"The diagram has no block '{name}'; it has {string.Join(", ", blocks.Select(block => block.Name))}.");

    /// <summary>A box or a picture.</summary>
    internal sealed record Block(
        string Name, BlockKind Kind, double Column, double Row, string Label, Picture? Picture);

    /// <summary>An arrow.</summary>
    internal sealed record Link(Block From, Block To);
}

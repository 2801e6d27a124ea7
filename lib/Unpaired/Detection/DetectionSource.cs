using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Detection;

/// <summary>A true box of a picture.</summary>
/// <param name="Label">Its class, at least 1.</param>
/// <param name="Left">Left edge in pixels.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge: Left + width.</param>
/// <param name="Bottom">Bottom edge: Top + height.</param>
public sealed record PictureBox(int Label, double Left, double Top, double Right, double Bottom)
{
    /// <summary>Whether it is neither learned nor asked for: a crowd (COCO), difficult (VOC), hardly seen
    /// (worlds).</summary>
    public bool IsIgnored { get; init; }

    /// <summary>Pixels of the object where they are known, else those of the box.</summary>
    public double Area { get; init; } = (Right - Left) * (Bottom - Top);

    /// <summary>Whether it has width and height; others cannot be learned.</summary>
    public bool HasArea => Right > Left && Bottom > Top;

    internal DetectedObject ToObject() => new(Label, 1, Left, Top, Right, Bottom);
}

/// <summary>Pictures with boxes.</summary>
public interface IDetectionSource : IPictureSource
{
    /// <summary>What it is, in words.</summary>
    string Description { get; }

    /// <summary>Whether the order of pictures is random already, as in a drawn world; others are shuffled.</summary>
    bool IsShuffled { get; }

    /// <summary>The boxes of a picture; may be called from several threads.</summary>
    /// <param name="index">0 to Count − 1.</param>
    IReadOnlyList<PictureBox> Boxes(int index);
}

/// <summary>Pictures and boxes that are in memory.</summary>
/// <param name="pictures">In order.</param>
/// <param name="boxes">A list for each picture.</param>
/// <param name="description">What it is, in words.</param>
public sealed class DetectionList(
    IReadOnlyList<Picture> pictures, IReadOnlyList<IReadOnlyList<PictureBox>> boxes, string description = "pictures")
    : IDetectionSource
{
    /// <inheritdoc/>
    public int Count => pictures.Count;

    /// <inheritdoc/>
    public Picture this[int index] => pictures[index];

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public bool IsShuffled => false;

    /// <inheritdoc/>
    public IReadOnlyList<PictureBox> Boxes(int index) => boxes[index];

    /// <inheritdoc/>
    public string NameOf(int index) => $"{description}, number {index}";
}

/// <summary>Streets in some lights, in turn, with the boxes of people, cars and traffic lights.</summary>
public sealed class StreetsDetections : IDetectionSource
{
    /// <summary>Objects of which less than this part is seen are not asked for.</summary>
    public const double LeastVisibility = 0.25;

    private static readonly StreetClass[] Classes = [StreetClass.Person, StreetClass.Car, StreetClass.TrafficLight];
    private readonly Func<int, StreetDomain, Picture> draw;
    private readonly Func<int, StreetDomain, IReadOnlyList<StreetBox>> find;
    private readonly IReadOnlyList<StreetDomain> domains;
    private readonly double smallest;

    private StreetsDetections(
        IReadOnlyList<StreetDomain> domains, int streets, double smallest, string description,
        Func<int, StreetDomain, Picture> draw, Func<int, StreetDomain, IReadOnlyList<StreetBox>> find)
    {
        if (domains.Count == 0) throw new ArgumentException("Expected at least one light; got none.", nameof(domains));
        (this.domains, this.smallest, Description) = (domains, smallest, description);
        (this.draw, this.find) = (draw, find);
        Count = (int)Math.Min(int.MaxValue, (long)streets * domains.Count);
    }

    /// <summary>Names of the labels 1, 2 and 3.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["person", "car", "traffic light"];

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public bool IsShuffled => true;

    /// <inheritdoc/>
    public Picture this[int index] => draw(index / domains.Count, domains[index % domains.Count]);

    /// <summary>Streets to learn from, each in one light.</summary>
    /// <param name="world">Who draws, and how large.</param>
    /// <param name="domains">The lights, in turn.</param>
    /// <param name="streets">How many of each light.</param>
    /// <param name="seed">Another seed, other streets.</param>
    /// <param name="smallest">Objects with a shorter visible side, in pixels, are not asked for.</param>
    public static StreetsDetections Training(
        StreetsWorld world, IReadOnlyList<StreetDomain> domains, int streets, long seed, double smallest)
    {
        var sets = domains.ToDictionary(domain => domain, domain => new StreetsDataset(world, domain, streets, seed));
        return new StreetsDetections(
            domains, streets, smallest, Words(world, domains, seed),
            (street, domain) => sets[domain][street], (street, domain) => sets[domain].Boxes(street));
    }

    /// <summary>Other streets to measure by, each in every light.</summary>
    /// <param name="world">Who draws, and how large.</param>
    /// <param name="domains">The lights.</param>
    /// <param name="streets">How many streets.</param>
    /// <param name="seed">Another seed, other streets.</param>
    /// <param name="smallest">Objects with a shorter visible side, in pixels, are not asked for.</param>
    public static StreetsDetections Test(
        StreetsWorld world, IReadOnlyList<StreetDomain> domains, int streets, long seed, double smallest)
    {
        var set = new StreetsTestSet(world, streets, seed);
        return new StreetsDetections(
            domains, streets, smallest, "test " + Words(world, domains, seed),
            (street, domain) => set[street].Render(domain), (street, _) => set[street].Boxes);
    }

    /// <inheritdoc/>
    public IReadOnlyList<PictureBox> Boxes(int index) =>
    [
        .. find(index / domains.Count, domains[index % domains.Count]).Select(box => BoxOf(box, smallest)),
    ];

    /// <summary>A box of the world with its label; ignored if the object is hardly seen or small.</summary>
    /// <param name="box">As the world says it.</param>
    /// <param name="smallest">Least side in pixels of an object that counts.</param>
    public static PictureBox BoxOf(StreetBox box, double smallest) => new(
        Array.IndexOf(Classes, box.Class) + 1, box.Left, box.Top, box.Right, box.Bottom)
    {
        Area = box.Area,
        IsIgnored = box.Visibility < LeastVisibility || box.Width < smallest || box.Height < smallest,
    };

    /// <inheritdoc/>
    public string NameOf(int index) => $"{Description}, picture {index}";

    private static string Words(StreetsWorld world, IReadOnlyList<StreetDomain> domains, long seed) =>
        FormattableString.Invariant(
            $"streets world, {string.Join(" and ", domains)}, {world.Width} x {world.Height} px, seed {seed}");
}

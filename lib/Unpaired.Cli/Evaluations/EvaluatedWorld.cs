using System.Globalization;
using System.Text.RegularExpressions;
using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Metrics.Evaluations;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli.Evaluations;

/// <summary>The world that a translator is asked about.</summary>
/// <param name="Name">objects, streets, species or species-studio.</param>
/// <param name="Domains">Of the streets world: from, to.</param>
/// <param name="Width">Of a picture, in pixels.</param>
/// <param name="Height">Of a picture, in pixels.</param>
internal sealed partial record EvaluatedWorld(string Name, string Domains, int Width, int Height)
{
    private const string Known = "objects, streets, species or species-studio";

    /// <summary>The world that a run was trained on, as its provenance says.</summary>
    /// <exception cref="ArgumentException">A run on other data.</exception>
    public static EvaluatedWorld Of(Provenance run, string folder)
    {
        var match = DataForm().Match(run.Data);
        if (!match.Success)
            throw new ArgumentException($"{folder}: expected a run on {Known}; found '{run.Data}'. For pictures of your "
                + "own, translate a folder and evaluate that: unpaired evaluate TRUE_FOLDER MADE_FOLDER.");
        int width = int.Parse(match.Groups["width"].Value, CultureInfo.InvariantCulture);
        int height = match.Groups["height"].Success
            ? int.Parse(match.Groups["height"].Value, CultureInfo.InvariantCulture) : width;
        string domains = match.Groups["from"].Success
            ? $"{match.Groups["from"].Value},{match.Groups["to"].Value}" : "day,night";
        return new EvaluatedWorld(match.Groups["world"].Value, domains, width, height);
    }

    /// <summary>Questions that no training has seen.</summary>
    /// <param name="count">How many.</param>
    /// <param name="shots">Examples of each, for species.</param>
    /// <param name="seed">Another seed, other questions.</param>
    /// <param name="sources">Species that the inputs show; null for the seen ones.</param>
    /// <param name="targets">Species to translate to; null for the unseen ones.</param>
    /// <exception cref="ArgumentException">No such world, or one that cannot draw this size.</exception>
    public IReadOnlyList<WorldQuestion> Questions(
        int count, int shots, long seed, IEnumerable<Species>? sources = null, IEnumerable<Species>? targets = null)
    {
        if (Name != "streets" && Width != Height)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The {Name} world is square; got {Width} x {Height}."));
        return Name switch
        {
            "objects" => WorldQuestion.Of(new ObjectsTestSet(new ObjectsWorld(Width), count, seed)),
            "streets" => Streets(count, seed),
            "species" or "species-studio" => WorldQuestion.Of(new SpeciesTestSet(
                new SpeciesWorld(Width) { Studio = Name != "species" }, sources ?? SpeciesWorld.Seen,
                targets ?? SpeciesWorld.Unseen, count, shots, seed)),
            _ => throw new ArgumentException($"--world: expected {Known}; found '{Name}'."),
        };
    }

    /// <summary>In words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name} world{(Name == "streets" ? $", {Domains.Replace(",", " to ", StringComparison.Ordinal)}" : "")}, {Width} x {Height} px");

    private IReadOnlyList<WorldQuestion> Streets(int count, long seed)
    {
        string[] names = Domains.Split(',', StringSplitOptions.TrimEntries);
        if (names.Length != 2 || !Enum.TryParse(names[0], true, out StreetDomain from)
            || !Enum.TryParse(names[1], true, out StreetDomain to) || from == to)
            throw new ArgumentException(
                $"--domains: expected two different ones of day, night, rain with a comma between; found '{Domains}'.");
        // As in training: streets too small to be drawn are drawn larger and reduced.
        int reduction = (int)Math.Ceiling((double)StreetsWorld.SmallestSide / Math.Min(Width, Height));
        var test = new StreetsTestSet(new StreetsWorld(reduction * Width, reduction * Height), count, seed);
        Picture Sized(Picture picture) =>
            reduction == 1 ? picture : PictureResize.Resize(picture, Width, Height);
        return WorldQuestion.Of(StreetsQuestion.Of(test, from, to).Select(question => question with
        {
            Input = Sized(question.Input),
            StyleExample = Sized(question.StyleExample),
            Truth = Sized(question.Truth),
        }));
    }

    [GeneratedRegex(@"^(?<world>objects|streets|species|species-studio) world, (?:(?<from>\w+) and (?<to>\w+), )?"
        + @"(?:.*, )?(?<width>\d+)(?: x (?<height>\d+))? px")]
    private static partial Regex DataForm();
}

using System.Text;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>What to write, and where. Every character of every face is written once.</summary>
public sealed record GlyphExportOptions : ExportOptions
{
    private const int Default = int.MaxValue;

    /// <summary>The machine's fonts, Latin letters.</summary>
    public GlyphExportOptions() => (Train, Test) = (Default, Default);

    /// <summary>A folder of fonts; null for the machine's own.</summary>
    public string? Fonts { get; init; }

    /// <summary>What every face must have, and is written.</summary>
    public string Characters { get; init; } = GlyphWorld.Letters;

    /// <summary>Percent of the families that are kept from training, 1 to 99.</summary>
    public int UnseenPercent { get; init; } = 20;

    /// <summary>Side of every picture in pixels, 16 to 512.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Questions with their answers; 0 or more.</summary>
    public int Questions { get; init; } = 200;

    /// <summary>Examples of the target face in each question; at least 1.</summary>
    public int Shots { get; init; } = 5;

    /// <inheritdoc/>
    public override int PictureCount => Found is null
        ? 0
        : checked(Found.Faces.Length * Characters.EnumerateRunes().Count() + Questions * (2 + Shots));

    /// <summary>The faces that were found; null before <see cref="Validated"/>.</summary>
    public GlyphFonts? Found { get; init; }

    internal override string PictureSize => $"{Size} x {Size}";

    /// <summary>The same options with the faces that were found.</summary>
    /// <exception cref="ArgumentException">A value outside its range.</exception>
    /// <exception cref="IOException">No such folder of fonts.</exception>
    /// <exception cref="NoTypefaceException">Fewer than two families have the characters.</exception>
    public GlyphExportOptions Validated()
    {
        Validate();
        if (Found is not null)
            return this;
        var folders = Fonts is null ? GlyphFonts.SystemFolders : [Fonts];
        var found = GlyphFonts.Find(folders, Characters);
        if (found.Faces.IsEmpty)
            throw new NoTypefaceException(folders.Count == 0
                ? "Expected the machine's fonts; it has no folder of fonts."
                : $"Expected TTF or OTF fonts with the characters {Characters} in {string.Join(", ", folders)}; "
                    + $"found none ({found.LeftOut.Length} left out).");
        found.Split(Seed, UnseenPercent / 100.0);
        return this with { Found = found };
    }

    private protected override void Validate()
    {
        if (Train != Default || Test != Default)
            throw new ArgumentException(
                "--train and --test: expected neither; every character of every face is written.");
        base.Validate();
        GlyphWorld.RequireCharacters(Characters);
        if (Size is < 16 or > 512)
            throw new ArgumentException($"--size: expected 16 to 512 pixels; got {Size}.");
        if (UnseenPercent is < 1 or > 99)
            throw new ArgumentException($"--unseen: expected 1 to 99 percent; got {UnseenPercent}.");
        if (Questions is < 0 or > 1_000_000)
            throw new ArgumentException($"--questions: expected 0 to 1000000; got {Questions}.");
        if (Shots < 1 || Shots >= Characters.EnumerateRunes().Count())
            throw new ArgumentException(
                $"--shots: expected at least 1 example and fewer than characters; got {Shots}.");
    }
}

/// <summary>Writes characters of typefaces as picture files in FUNIT's layout, with all factors.</summary>
/// <remarks>
/// images/FACE/CODE.png with the character's Unicode number in six digits, glyphs_list_train.txt (seen families) and
/// glyphs_list_test.txt (unseen). factors.json is written last: where it is, all is complete.
/// </remarks>
public static class GlyphExport
{
    /// <summary>The list of pictures in seen faces.</summary>
    public const string TrainList = "glyphs_list_train.txt";

    /// <summary>The list of pictures in unseen faces.</summary>
    public const string TestList = "glyphs_list_test.txt";

    private const string About = "images: one class folder for each typeface, files named by Unicode number. "
        + "questions: translate input to the typeface shown by the examples; truth is the same character in it.";

    private static readonly string[] QuestionFolders = ["questions/input", "questions/examples", "questions/truth"];

    /// <summary>Writes all pictures, the lists and then factors.json; each file is complete or absent at any
    /// moment.</summary>
    /// <param name="options">What and where.</param>
    /// <param name="progress">Told the number of pictures written so far, from any thread; may be null.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>What factors.json holds.</returns>
    /// <exception cref="ArgumentException">Options outside their ranges.</exception>
    /// <exception cref="NoTypefaceException">Fewer than two families have the characters.</exception>
    /// <exception cref="FolderNotEmptyException">The folder holds files and Overwrite is off.</exception>
    /// <exception cref="IOException">A font cannot be read, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the pictures written so far are complete.</exception>
    public static GlyphManifest Write(
        GlyphExportOptions options, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        options = options.Validated();
        var split = options.Found!.Split(options.Seed, options.UnseenPercent / 100.0);
        var world = new GlyphWorld(options.Size, options.Characters);
        var older = Path.Combine(options.Folder, "images") is var images && Directory.Exists(images)
            ? Directory.GetDirectories(images).Select(path => $"images/{Path.GetFileName(path)}")
            : [];
        var folder = new ExportFolder(options, [FactorsFile.Name, TrainList, TestList], progress, cancellation,
            [.. options.Found.Faces.Select(face => $"images/{face.Name}"), .. QuestionFolders], older);
        var train = Faces(split.Seen);
        var test = Faces(split.Unseen);
        var questions = Questions(folder, world, split, options);
        WriteList(TrainList, train);
        WriteList(TestList, test);
        var manifest = new GlyphManifest
        {
            World = "glyphs",
            About = About,
            Size = options.Size,
            Seed = options.Seed,
            Characters = options.Characters,
            Seen = split.Seen,
            Unseen = split.Unseen,
            LeftOut = options.Found.LeftOut,
            Train = train,
            Test = test,
            Questions = questions,
        };
        FactorsFile.Save(options.Folder, manifest);
        return manifest;

        GlyphManifestEntry[] Faces(IReadOnlyList<GlyphFace> faces)
        {
            var count = world.Characters.Count;
            var entries = new GlyphManifestEntry[faces.Count * count];
            folder.Write(entries.Length, at =>
            {
                var (face, character) = (faces[at / count], world.Characters[at % count]);
                var code = Rune.GetRuneAt(character, 0).Value;
                entries[at] = new GlyphManifestEntry(
                    folder.Save($"images/{face.Name}", code, world.Render(character, face)), face.Name, character);
            });
            return entries;
        }

        void WriteList(string name, IEnumerable<GlyphManifestEntry> entries) => AtomicFile.WriteText(
            Path.Combine(options.Folder, name),
            string.Concat(entries.Select(e => $"{e.File["images/".Length..]}\n")));
    }

    private static GlyphManifestQuestion[] Questions(
        ExportFolder folder, GlyphWorld world, GlyphSplit split, GlyphExportOptions options)
    {
        if (options.Questions == 0)
            return [];
        var set = new GlyphTestSet(world, split.Seen, split.Unseen, options.Questions, options.Shots, options.Seed);
        var questions = new GlyphManifestQuestion[options.Questions];
        folder.Write(options.Questions, index =>
        {
            var question = set[index];
            var examples = question.Examples.Select((example, k) => new GlyphManifestEntry(
                folder.Save("questions/examples", index * options.Shots + k, example), question.Target.Name,
                question.ExampleCharacters[k]));
            questions[index] = new GlyphManifestQuestion(
                Entry("questions/input", question.Input, question.Source), [.. examples],
                Entry("questions/truth", question.Truth, question.Target));

            GlyphManifestEntry Entry(string name, Picture picture, GlyphFace face) =>
                new(folder.Save(name, index, picture), face.Name, question.Character);
        });
        return questions;
    }
}

using System.Collections.Immutable;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>Whose folder layout is written.</summary>
public enum SpeciesLayout
{
    /// <summary>FUNIT's: images/SPECIES, and a list file each for training (seen) and test (unseen).</summary>
    Funit,

    /// <summary>TUNIT's: train/SPECIES and test/SPECIES, ten species in both.</summary>
    Tunit,
}

/// <summary>What to write, and where. Train and Test are pictures of each species.</summary>
public sealed record SpeciesExportOptions : ExportOptions
{
    /// <summary>100 pictures of each species to train with, 20 to test with.</summary>
    public SpeciesExportOptions() => (Train, Test) = (100, 20);

    /// <summary>Whose layout.</summary>
    public SpeciesLayout Layout { get; init; }

    /// <summary>Side of every picture in pixels, 32 to 512.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Questions with their answers; 0 or more.</summary>
    public int Questions { get; init; } = 200;

    /// <summary>Examples of the target species in each question; at least 1.</summary>
    public int Shots { get; init; } = 5;

    /// <inheritdoc/>
    public override int PictureCount => checked(TrainSpecies.Length * Train + TestSpecies.Length * Test
        + Questions * (2 + Shots));

    /// <summary>The species to train with.</summary>
    public ImmutableArray<Species> TrainSpecies =>
        Layout == SpeciesLayout.Funit ? SpeciesWorld.Seen : SpeciesWorld.Ten;

    /// <summary>The species to test with.</summary>
    public ImmutableArray<Species> TestSpecies =>
        Layout == SpeciesLayout.Funit ? SpeciesWorld.Unseen : SpeciesWorld.Ten;

    internal override string PictureSize => $"{Size} x {Size}";

    /// <summary>The same options if they make sense.</summary>
    /// <exception cref="ArgumentException">A value outside its range.</exception>
    public SpeciesExportOptions Validated()
    {
        Validate();
        return this;
    }

    private protected override void Validate()
    {
        base.Validate();
        if (Size is < 32 or > 512)
            throw new ArgumentException($"--size: expected 32 to 512 pixels; got {Size}.");
        if (Questions is < 0 or > 1_000_000)
            throw new ArgumentException($"--questions: expected 0 to 1000000; got {Questions}.");
        if (Shots is < 1 or > 100)
            throw new ArgumentException($"--shots: expected 1 to 100 examples; got {Shots}.");
    }
}

/// <summary>Writes the species world as picture files in FUNIT's or TUNIT's layout, with all factors.</summary>
/// <remarks>
/// FUNIT: images/SPECIES/NUMBER.png, species_list_train.txt (seen) and species_list_test.txt (unseen), one
/// SPECIES/NUMBER.png a line: specification funit.md, section 8. TUNIT: train/SPECIES and test/SPECIES. Both:
/// questions with
/// answers under questions. factors.json is written last: where it is, all is complete.
/// </remarks>
public static class SpeciesExport
{
    /// <summary>The list of training pictures, FUNIT's layout only.</summary>
    public const string TrainList = "species_list_train.txt";

    /// <summary>The list of test pictures, FUNIT's layout only.</summary>
    public const string TestList = "species_list_test.txt";

    private const string About = "pictures: one class folder for each species. questions: translate input to the "
        + "target species, shown by the examples; truth is the content of the input as that species.";

    private static readonly string[] QuestionFolders = ["questions/input", "questions/examples", "questions/truth"];

    /// <summary>Writes all pictures, the lists and then factors.json; each file is complete or absent at any
    /// moment.</summary>
    /// <param name="options">What and where.</param>
    /// <param name="progress">Told the number of pictures written so far, from any thread; may be null.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>What factors.json holds.</returns>
    /// <exception cref="ArgumentException">Options outside their ranges.</exception>
    /// <exception cref="FolderNotEmptyException">The folder holds files and Overwrite is off.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the pictures written so far are complete.</exception>
    public static SpeciesManifest Write(
        SpeciesExportOptions options, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        options.Validated();
        var isFunit = options.Layout == SpeciesLayout.Funit;
        var (trainRoot, testRoot) = isFunit ? ("images", "images") : ("train", "test");
        var folder = new ExportFolder(options, [FactorsFile.Name, TrainList, TestList], progress, cancellation,
            [
                .. options.TrainSpecies.Select(s => $"{trainRoot}/{s.Name}"),
                .. options.TestSpecies.Select(s => $"{testRoot}/{s.Name}"), .. QuestionFolders,
            ], SpeciesWorld.All.SelectMany(s => (string[])[$"images/{s.Name}", $"train/{s.Name}", $"test/{s.Name}"]));
        var world = new SpeciesWorld(options.Size);
        // Test pictures of a species follow its training pictures, so that no picture is in both.
        var test = new SpeciesDataset(world, options.TestSpecies, options.Train + options.Test, options.Seed);
        var train = new SpeciesDataset(world, options.TrainSpecies, options.Train, options.Seed);
        var trainEntries = Class(train, trainRoot, 0, options.Train);
        var testEntries = Class(test, testRoot, options.Train, options.Test);
        var questions = Questions(folder, world, options);
        if (isFunit)
        {
            WriteList(TrainList, trainEntries);
            WriteList(TestList, testEntries);
        }
        var manifest = new SpeciesManifest
        {
            World = "species",
            About = About,
            Layout = $"{options.Layout}",
            Size = options.Size,
            Seed = options.Seed,
            Species = [.. options.TrainSpecies.Union(options.TestSpecies)],
            Train = trainEntries,
            Test = testEntries,
            Questions = questions,
        };
        FactorsFile.Save(options.Folder, manifest);
        return manifest;

        SpeciesManifestEntry[] Class(SpeciesDataset set, string root, int first, int count)
        {
            var entries = new SpeciesManifestEntry[set.ClassCount * count];
            folder.Write(entries.Length, at =>
            {
                var (species, number) = (at / count, first + at % count);
                var file = folder.Save($"{root}/{set.Name(species)}", at % count, set[species, number]);
                var content = set.Content(species, number);
                entries[at] = new SpeciesManifestEntry(
                    file, set.Name(species), content, world.Points(content, set.Species[species]));
            });
            return entries;
        }

        void WriteList(string name, IEnumerable<SpeciesManifestEntry> entries) => AtomicFile.WriteText(
            Path.Combine(options.Folder, name),
            string.Concat(entries.Select(e => $"{e.File["images/".Length..]}\n")));
    }

    private static SpeciesManifestQuestion[] Questions(
        ExportFolder folder, SpeciesWorld world, SpeciesExportOptions options)
    {
        if (options.Questions == 0)
            return [];
        var set = new SpeciesTestSet(
            world, options.TrainSpecies, options.TestSpecies, options.Questions, options.Shots, options.Seed);
        var questions = new SpeciesManifestQuestion[options.Questions];
        folder.Write(options.Questions, index =>
        {
            var question = set[index];
            var examples = question.Examples.Select((example, k) => new SpeciesManifestEntry(
                folder.Save("questions/examples", index * options.Shots + k, example), question.Target.Name,
                question.ExampleContents[k], world.Points(question.ExampleContents[k], question.Target)));
            questions[index] = new SpeciesManifestQuestion(
                Entry("questions/input", question.Input, question.Source), [.. examples],
                Entry("questions/truth", question.Truth, question.Target));

            SpeciesManifestEntry Entry(string name, Picture picture, Species species) => new(
                folder.Save(name, index, picture), species.Name, question.Content,
                world.Points(question.Content, species));
        });
        return questions;
    }
}

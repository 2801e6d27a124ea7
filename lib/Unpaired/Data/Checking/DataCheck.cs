using System.Collections.Concurrent;
using System.Diagnostics;

namespace Unpaired.Data.Checking;

/// <summary>Says what is wrong with a folder of pictures before training starts.</summary>
/// <remarks>
/// Every picture is decoded, so a check takes about as long as an epoch's loading. Nothing is written and nothing is
/// repaired. What the loaders of the original programs would do with a file decides how severe a finding is.
/// </remarks>
public static class DataCheck
{
    /// <summary>Checks a folder.</summary>
    /// <param name="folder">The data set's top.</param>
    /// <param name="layout">How it is laid out; null: recognised by what lies in it, and the report says by
    /// what.</param>
    /// <param name="options">What the training needs; the defaults judge neither size nor number.</param>
    /// <param name="cancellation">Stops decoding; the report then holds what was found until then.</param>
    /// <returns>All findings and the pictures' statistics.</returns>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="ArgumentException">Options outside their ranges.</exception>
    public static DataReport Run(
        string folder, DataLayout? layout = null, DataCheckOptions? options = null,
        CancellationToken cancellation = default)
    {
        options = (options ?? new DataCheckOptions()).Validated();
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"Data folder '{folder}': expected a folder, found {(File.Exists(folder) ? "a file" : "nothing")}.");
        var watch = Stopwatch.StartNew();
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var (chosen, reason) = layout is null ? LayoutGuess.Of(folder) : (layout, "given");
        if (chosen is null)
            return new DataReport(folder, null, reason, [new DataFinding(FindingKind.LayoutUnknown,
                FindingSeverity.Error, ".", LayoutGuess.Known, reason,
                "Choose the layout with --layout to be told what is missing; is this the right folder level?")],
                [], 0, false, watch.Elapsed);
        var context = new CheckContext(folder, chosen.Value, options);
        var sets = LayoutSurvey.Find(context);
        var facts = Decode(context, sets, cancellation);
        int wanted = sets.SelectMany(set => set.Pictures).Select(picture => picture.Path).Distinct().Count();
        foreach (var (path, found) in facts)
            PictureChecks.Check(context, path, found);
        foreach (var set in sets)
            PictureChecks.CheckTraits(context, set, facts);
        CheckStatedSizes(context, facts);
        SetChecks.CheckDuplicates(context, sets, facts);
        SetChecks.CheckBalance(context, sets);
        SetChecks.CheckNames(context);
        return new DataReport(folder, chosen, reason,
            [.. context.Findings.OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Kind)
                .ThenBy(finding => finding.File, StringComparer.Ordinal)],
            [.. sets.Select(set => SetStatistics.Of(set, facts))], facts.Count, facts.Count < wanted, watch.Elapsed);
    }

    private static ConcurrentDictionary<string, PictureFacts> Decode(
        CheckContext context, IReadOnlyList<PictureSet> sets, CancellationToken cancellation)
    {
        string[] paths = [.. sets.SelectMany(set => set.Pictures).Select(picture => picture.Path).Distinct()];
        var facts = new ConcurrentDictionary<string, PictureFacts>(StringComparer.Ordinal);
        int done = 0;
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = context.Options.Workers, // bounds the pictures that are in memory as well
            CancellationToken = cancellation,
        };
        try
        {
            Parallel.ForEach(Partitioner.Create(paths, EnumerablePartitionerOptions.NoBuffering), parallel, path =>
            {
                facts[path] = PictureFacts.Read(path);
                context.Options.Progress?.Invoke(Interlocked.Increment(ref done), paths.Length);
            });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The report says how far it came.
        }
        return facts;
    }

    private static void CheckStatedSizes(CheckContext context, IReadOnlyDictionary<string, PictureFacts> facts)
    {
        foreach (var (path, where, width, height) in context.StatedSizes)
            if (facts.TryGetValue(path, out var found) && found.Problem is null
                && (width != found.Width || height != found.Height))
                context.Error(FindingKind.SizeMismatch, where,
                    $"the size of {context.Relative(path)}, {found.Width} x {found.Height}", $"{width} x {height}",
                    width == found.Height && height == found.Width
                        ? "Exchange width and height."
                        : "Correct the size; if the picture was resized, its boxes are wrong as well.");
    }
}

using System.Globalization;
using Unpaired.Data;
using Unpaired.Metrics.Features;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Evaluations;

/// <summary>Compares a folder of true pictures with one of made ones.</summary>
/// <param name="network">Where features come from; stays the caller's.</param>
/// <param name="networks">For pairs; stay the caller's.</param>
/// <param name="options">How features are extracted.</param>
public sealed class FolderEvaluation(IFeatureNetwork network, PairNetworks networks, ExtractionOptions options)
{
    private const string StatisticsEnding = ".npz";

    /// <summary>Measures all that two folders allow.</summary>
    /// <param name="real">A folder, or statistics (.npz); then there is a Fréchet distance only.</param>
    /// <param name="made">The same.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <remarks>
    /// Folders with the same class folders inside also give the mean over classes (mFID). Files with the same names in
    /// both folders, up to the ending, are taken as pairs if all of them are.
    /// </remarks>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="InvalidOperationException">No pictures in it.</exception>
    public EvaluationReport Run(string real, string made, CancellationToken cancellation = default)
    {
        string title = $"{made} against {real}";
        List<string> notes = [Note(network)];
        if (IsStatistics(real) || IsStatistics(made))
        {
            using var realStatistics = Statistics(real, cancellation);
            using var madeStatistics = Statistics(made, cancellation);
            return new EvaluationReport(title, [SetComparison.Distance(network, realStatistics, madeStatistics)], notes);
        }
        ImageFolder realFolder = Open(real), madeFolder = Open(made);
        using var scope = NewDisposeScope();
        var realFeatures = FeatureExtraction.Features(network, realFolder, options, cancellation);
        var madeFeatures = FeatureExtraction.Features(network, madeFolder, options, cancellation);
        List<EvaluationRow> rows = [.. SetComparison.Of(network, realFeatures, madeFeatures)];
        rows.AddRange(PerClass(realFolder, realFeatures, madeFolder, madeFeatures));
        var pairs = Pairs(realFolder, madeFolder);
        if (pairs.Count > 0) rows.AddRange(PairComparison.Of(pairs, networks));
        else notes.Add("Files of both folders have different names: nothing was compared picture by picture.");
        notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"{realFolder.Count} true pictures, {madeFolder.Count} made ones."));
        return new EvaluationReport(title, rows, notes);
    }

    /// <summary>Mean and covariance of a folder's features, or those of a file.</summary>
    /// <param name="source">A folder, or statistics (.npz).</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The caller owns it.</returns>
    public FeatureStatistics Statistics(string source, CancellationToken cancellation = default) => IsStatistics(source)
        ? FeatureStatistics.Load(source)
        : FeatureExtraction.Statistics(network, Open(source), options, cancellation);

    /// <summary>What a report must say of the network that it used.</summary>
    internal static string Note(IFeatureNetwork network) => network.IsStandard
        ? "Features of the FID network with pytorch-fid's preprocessing (bilinear to 299 × 299, not antialiased)."
        : $"No published FID weights were used: {network.Name} compare sets with each other only. These figures are not "
            + "FID, KID or IS and must not be set beside published ones.";

    private static bool IsStatistics(string source) =>
        source.EndsWith(StatisticsEnding, StringComparison.OrdinalIgnoreCase);

    private static ImageFolder Open(string folder) => new(folder, ImageFolder.ExtendedSuffixes);

    private IEnumerable<EvaluationRow> PerClass(
        ImageFolder real, Tensor realFeatures, ImageFolder made, Tensor madeFeatures)
    {
        ILookup<string, long> ofReal = Classes(real), ofMade = Classes(made);
        string[] names = [.. ofReal.Select(group => group.Key).Order(StringComparer.Ordinal)];
        if (names.Length < 2 || names.Any(name => name.Length == 0)
            || !names.SequenceEqual(ofMade.Select(group => group.Key).Order(StringComparer.Ordinal))
            || names.Any(name => ofReal[name].Count() < 2 || ofMade[name].Count() < 2)) yield break;
        var (mean, each) = FeatureStatistics.MeanDistance(names.Select(name => (
            realFeatures.index_select(0, tensor(ofReal[name].ToArray())),
            madeFeatures.index_select(0, tensor(ofMade[name].ToArray())))));
        yield return new EvaluationRow(SetComparison.NameOf(network, "mFID", "mean Fréchet distance over classes"), mean,
            Better: "lower", Remark: string.Create(CultureInfo.InvariantCulture,
                $"{names.Length} classes, {each.Min():G4} to {each.Max():G4}"));
    }

    private static ILookup<string, long> Classes(ImageFolder folder) => Enumerable.Range(0, folder.Count).ToLookup(
        i => Path.GetRelativePath(folder.Folder, folder.Paths[i]).Replace('\\', '/') is var path && path.Contains('/')
            ? path[..path.IndexOf('/')] : "",
        i => (long)i);

    private static IReadOnlyList<(Picture Made, Picture Truth)> Pairs(ImageFolder real, ImageFolder made)
    {
        static string Name(ImageFolder folder, string path) =>
            Path.ChangeExtension(Path.GetRelativePath(folder.Folder, path), null);
        var truths = real.Paths.GroupBy(path => Name(real, path)).ToDictionary(group => group.Key, group => group.ToList());
        string?[] partners = [.. made.Paths.Select(path =>
            truths.TryGetValue(Name(made, path), out var found) && found.Count == 1 ? found[0] : null)];
        if (partners.Any(partner => partner is null)) return [];
        return [.. made.Paths.Zip(partners, (path, partner) => Sized(PictureFile.Load(path), PictureFile.Load(partner!)))];
    }

    private static (Picture Made, Picture Truth) Sized(Picture made, Picture truth) =>
        made.Width == truth.Width && made.Height == truth.Height
            ? (made, truth) : (PictureResize.Resize(made, truth.Width, truth.Height), truth);
}

using System.Globalization;
using TorchSharp;
using Unpaired.Checkpoints.Pickle;
using Unpaired.CocoFunit;
using Unpaired.Layers;

namespace Unpaired.Checkpoints.Originals;

/// <summary>
/// Between the original authors' checkpoints and our safetensors files, in both directions, tensor by tensor byte for
/// byte.
/// </summary>
/// <remarks>
/// Towards safetensors everything is kept: networks that our translators use get our names, the rest (optimizers, raw
/// generators) its way in the tree, and the note <c>original</c> the tree itself. Towards PyTorch that tree is rebuilt.
/// A file of <c>SaveWeights</c> has no such note: it becomes what the original's inference reads.
/// </remarks>
public static class CheckpointConversion
{
    /// <summary>The note that holds the tree of the original.</summary>
    internal const string TreeNote = "original";

    private const string SystemNote = "system", ConfigNote = "config", IterationNote = "iteration";

    /// <summary>Converts a file; the suffix of the target says in which direction.</summary>
    /// <param name="source">A PyTorch file, or a safetensors file of ours.</param>
    /// <param name="target">Ending in .safetensors, or .pt, .pth, .ckpt. Replaced as a whole or not at all.</param>
    /// <param name="config">
    /// The YAML file of the experiment, to be stored in the safetensors file so that it needs none to translate; or
    /// null.
    /// </param>
    /// <returns>What was converted, in a sentence.</returns>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="ArgumentException">
    /// Both of one kind, or something that the other format cannot hold.
    /// </exception>
    public static string Convert(string source, string target, string? config = null)
    {
        bool toOurs = IsSafetensors(target), fromOurs = IsSafetensors(source);
        if (toOurs == fromOurs)
        {
            throw new ArgumentException($"Expected one PyTorch file (.pt, .pth, .ckpt) and one safetensors file; got "
                + $"'{source}' and '{target}'.");
        }

        if (config is not null && fromOurs)
            throw new ArgumentException("A configuration is stored in safetensors files only; leave --config out.");
        return toOurs ? ToOurs(source, target, config) : ToOriginal(source, target);
    }

    /// <summary>What each tensor of an original checkpoint is called in our file.</summary>
    /// <param name="source">A PyTorch file; its tensors are not read.</param>
    /// <returns>In the file's order: the way in the original's tree, and our name.</returns>
    /// <exception cref="IOException">The file is missing or damaged.</exception>
    public static IReadOnlyList<(string Original, string Ours)> Names(string source)
    {
        using var root = TorchFile.Describe(source);
        var ways = Ways(root);
        var layout = OriginalLayout.Of(ways);
        return [.. ways.Select(way => (way, layout?.NameOf(way) ?? way))];
    }

    private static List<string> Ways(CheckpointNode root)
    {
        var ways = new List<string>();
        Collect(root, ways, []);
        return ways;
    }

    private static string ToOurs(string source, string target, string? config)
    {
        var title = CheckpointTitle.Of(CheckpointInspector.Inspect(source));
        using var root = TorchFile.Load(source);
        var layout = OriginalLayout.Of(Ways(root));
        var names = new OrderedDictionary<string, torch.Tensor>();
        string Name(CheckpointNode node)
        {
            string name = layout?.NameOf(node.Path) ?? node.Path;
            string unique = name.Length == 0 ? "tensor" : name;
            for (int i = 2; names.ContainsKey(unique); i++)
                unique = string.Create(CultureInfo.InvariantCulture, $"{name}#{i}");
            names.Add(unique, node.AsTensor());
            return unique;
        }

        string tree = OriginalTree.Write(root, Name);
        var notes = new OrderedDictionary<string, string>();
        if (layout is not null)
            notes.Add(SystemNote, layout.System);
        if (config is not null)
            notes.Add(ConfigNote, File.ReadAllText(config));
        if (title.Iteration is { } iteration)
            notes.Add(IterationNote, iteration.ToString(CultureInfo.InvariantCulture));
        if (layout?.System is "coco-funit" or "imaginaire-funit")
            notes.Add("weights", WeightsOf(names.Keys).ToString());
        notes.Add(TreeNote, tree);
        Safetensors.Save(target, names, notes);
        return $"{title.Sentence}: {names.Count} tensors written to {target}";
    }

    private static string ToOriginal(string source, string target)
    {
        using var file = Safetensors.Load(source);
        object? tree = file.Metadata.TryGetValue(TreeNote, out string? json)
            ? OriginalTree.Read(json, file)
            : Rebuilt(file);
        TorchFile.SaveTree(target, tree);
        return $"{CheckpointTitle.Of(CheckpointInspector.Inspect(target)).Sentence}: written to {target}";
    }

    /// <summary>A file of SaveWeights as the original's inference reads it.</summary>
    private static object Rebuilt(SafetensorsFile file)
    {
        string system = file.Metadata.GetValueOrDefault(SystemNote) ?? throw new ArgumentException(
            $"'{file.Path}' does not say which system it is of; expected a file of SaveWeights or of convert.");
        switch (system)
        {
            case "munit" or "unit":
                return Tree(("a", Below(file, "a.")), ("b", Below(file, "b.")));
            case "funit":
                // The original asks for both; the average is what it translates with.
                var average = Below(file, "gen_test.");
                return Tree(("gen", Below(file, "gen.") is { Entries.Count: > 0 } raw ? raw : average),
                    ("gen_test", average));
            case "tunit":
                return Tree(("C_EMA_state_dict", Below(file, "c_ema.")), ("G_EMA_state_dict", Below(file, "g_ema.")));
            case "detector":
                return Below(file, "");
            case "coco-funit" or "imaginaire-funit":
                return Imaginaire(file);
            default:
                throw new ArgumentException($"'{file.Path}': weights of '{Text.Printable(system)}' have no original "
                    + "layout here.");
        }
    }

    private static WrittenDictionary Imaginaire(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(ConfigNote, out string? yaml))
        {
            throw new ArgumentException(
                $"'{file.Path}' holds no configuration, which says whether there is an average.");
        }

        var config = CocoFunitConfig.Parse(yaml, file.Path);
        if (!config.Average.Enabled)
            return Tree(("net_G", Below(file, "", CocoFunitFiles.Alone)));
        if (WeightsOf(file.Tensors.Keys) != config.Generator.Weights)
        {
            throw new ArgumentException($"'{file.Path}' holds the averaged generator with its spectral norms folded in; "
                + "imaginaire also wants the raw one with them, which cannot be made from it.");
        }

        long iteration = long.Parse(file.Metadata.GetValueOrDefault(IterationNote, "0"), CultureInfo.InvariantCulture);
        return Tree(("net_G", new WrittenDictionary(
            [
                (CocoFunitFiles.Counter, torch.tensor(iteration)),
                .. Below(file, "", CocoFunitFiles.Trained).Entries, .. Below(file, "", CocoFunitFiles.Averaged).Entries,
            ], Ordered: true, null)));
    }

    private static WrittenDictionary Tree(params (string Key, WrittenDictionary State)[] networks) =>
        new([.. networks.Select(n => ((object)n.Key, (object?)n.State))], Ordered: false, null);

    private static WrittenDictionary Below(SafetensorsFile file, string prefix, string newPrefix = "") => new(
        [
            .. StateDict.Below(file.Tensors, prefix).Where(t => !t.Key.Contains('/'))
                .Select(t => ((object)(newPrefix + t.Key), (object?)t.Value)),
        ], Ordered: true, null);

    /// <summary>How the weights of a generator of imaginaire are normalised, told by its names.</summary>
    internal static WeightNormalization WeightsOf(IEnumerable<string> names)
    {
        bool Ends(string suffix) => names.Any(name =>
            !name.Contains('/') && name.EndsWith(suffix, StringComparison.Ordinal));
        return Ends("weight_orig") ? WeightNormalization.Spectral
            : Ends("weight_g") ? WeightNormalization.Gain
            : WeightNormalization.None;
    }

    private static void Collect(CheckpointNode node, List<string> ways, HashSet<object> met)
    {
        if (node.Kind == CheckpointKind.Tensor)
        {
            ways.Add(node.Path);
            return;
        }

        if (node.Count > 0 && !met.Add(node.Value!))
            return;
        foreach (var child in node.Items)
            Collect(child, ways, met);
    }

    private static bool IsSafetensors(string path) =>
        path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || SafetensorsIndex.Is(path);
}

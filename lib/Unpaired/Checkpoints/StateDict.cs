using static TorchSharp.torch;

namespace Unpaired.Checkpoints;

/// <summary>Moves weights between modules and dictionaries of names and tensors.</summary>
public static class StateDict
{
    private static readonly string[] normBuffers = ["running_mean", "running_var", "num_batches_tracked"];

    /// <summary>
    /// The parameters and buffers of a module by PyTorch's names. The tensors are the module's own: writing into them
    /// changes it.
    /// </summary>
    /// <param name="module">Any module.</param>
    public static IReadOnlyDictionary<string, Tensor> Of(nn.Module module) =>
        new OrderedDictionary<string, Tensor>(module.state_dict());

    /// <summary>
    /// Copies values into a module: parameters stay the same objects, values are converted to their type and device.
    /// All names and shapes are compared first; in strict mode nothing is copied unless everything fits.
    /// </summary>
    /// <param name="module">Receives the values.</param>
    /// <param name="state">Names and tensors.</param>
    /// <param name="source">Where they come from, for messages: the file and key.</param>
    /// <param name="strict">
    /// Whether missing, unexpected or wrongly shaped names are an error; otherwise what fits is copied.
    /// </param>
    /// <param name="dropLegacyNormBuffers">
    /// Ignore running_mean, running_var and num_batches_tracked that the module does not have (instance normalisation
    /// of PyTorch 0.3 stored them and never used them), and a num_batches_tracked that the file does not have.
    /// </param>
    /// <returns>What was loaded and what was not.</returns>
    /// <exception cref="StateDictException">
    /// Something does not fit; the message lists everything that does not.
    /// </exception>
    public static LoadReport LoadInto(nn.Module module, IReadOnlyDictionary<string, Tensor> state, string source,
        bool strict = true, bool dropLegacyNormBuffers = false)
    {
        var own = module.state_dict();
        var loaded = new List<string>();
        var missing = new List<string>();
        var dropped = new List<string>();
        var wrong = new List<WrongShape>();
        foreach (var (name, target) in own)
        {
            if (!state.TryGetValue(name, out var value))
                (dropLegacyNormBuffers && IsCounter(name) ? dropped : missing).Add(name);
            else if (!target.shape.AsSpan().SequenceEqual(value.shape))
                wrong.Add(new WrongShape(name, target.shape, value.shape));
            else
                loaded.Add(name);
        }

        var unexpected = new List<string>();
        foreach (string name in state.Keys.Where(n => !own.ContainsKey(n)))
            (dropLegacyNormBuffers && IsNormBuffer(name) ? dropped : unexpected).Add(name);

        var report = new LoadReport(source, loaded, missing, unexpected, wrong, dropped);
        if (strict && !report.IsComplete)
            throw new StateDictException(report, Hint(report, own.Keys, state.Keys));
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (string name in loaded)
            own[name].copy_(state[name]);
        return report;
    }

    /// <summary>The same without the <c>module.</c> that DataParallel puts in front of every name.</summary>
    /// <param name="state">Names and tensors.</param>
    /// <returns>The same tensors; unchanged if not all names have the prefix.</returns>
    public static IReadOnlyDictionary<string, Tensor> WithoutParallel(IReadOnlyDictionary<string, Tensor> state)
    {
        const string parallel = "module.";
        return state.Count > 0 && state.Keys.All(name => name.StartsWith(parallel, StringComparison.Ordinal))
            ? Below(state, parallel)
            : state;
    }

    /// <summary>The entries below a prefix, without it: "module." of DataParallel, or one network of several.</summary>
    /// <param name="state">Names and tensors.</param>
    /// <param name="prefix">For example "module.".</param>
    /// <returns>The same tensors under shorter names; empty if no name has the prefix.</returns>
    public static IReadOnlyDictionary<string, Tensor> Below(IReadOnlyDictionary<string, Tensor> state, string prefix)
    {
        var result = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in state)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                result.Add(name[prefix.Length..], tensor);
        }

        return result;
    }

    private static bool IsNormBuffer(string name) =>
        Array.Exists(normBuffers, b => name == b || name.EndsWith("." + b, StringComparison.Ordinal));

    private static bool IsCounter(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);

    private static string? Hint(LoadReport report, IEnumerable<string> own, IEnumerable<string> names)
    {
        if (report.Unexpected.Count > 0 && report.Unexpected.All(IsNormBuffer) && report.WrongShapes.Count == 0
            && report.Missing.All(IsCounter))
        {
            return "All unexpected names are statistics of normalisation layers that the module does not keep, as "
                + "PyTorch 0.3 wrote them: load with dropLegacyNormBuffers.";
        }

        var ours = own.ToHashSet();
        string? prefix = names.Select(n => n.Split('.')[0] + ".").Distinct().ToList() is [var only] ? only : null;
        if (prefix is not null && names.Any(n => ours.Contains(n[Math.Min(prefix.Length, n.Length)..])))
            return $"All names begin with '{prefix}': load StateDict.Below(state, \"{prefix}\").";
        if (report.Loaded.Count == 0 && report.WrongShapes.Count == 0)
            return "No name fits: is this the file of another network?";
        return report.WrongShapes.Count > 0 && report.Missing.Count == 0
            ? "The names fit but not the sizes: is the configuration the one that the file was trained with?"
            : null;
    }
}

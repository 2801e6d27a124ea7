using System.Globalization;
using Unpaired.Checkpoints;
using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>Class codes that are computed once and kept, by name; more pictures of a class refine its code.</summary>
/// <remarks>A code is a handful of numbers: a file of them stands for the example pictures.</remarks>
/// <param name="translator">Encodes pictures; stays the caller's. Its weights must not change meanwhile.</param>
public sealed class FunitClassCodes(FunitTranslator translator)
{
    private const string CountPrefix = "pictures.", SystemKey = "system";
    private readonly SortedDictionary<string, (double[] Sum, int Count)> codes = new(StringComparer.Ordinal);

    /// <summary>The classes with a code, sorted.</summary>
    public IReadOnlyCollection<string> Names => codes.Keys;

    /// <summary>How many pictures the code of a class is the mean of; 0 for an unknown class.</summary>
    public int Shots(string name) => codes.TryGetValue(name, out var known) ? known.Count : 0;

    /// <summary>Takes further pictures of a class in; the code stays the mean over all of them.</summary>
    /// <param name="name">Of the class.</param>
    /// <param name="examples">At least one.</param>
    /// <exception cref="ArgumentException">No picture, or one too small to be encoded.</exception>
    public void Add(string name, IReadOnlyList<Picture> examples)
    {
        using var scope = NewDisposeScope();
        double[] mean = Numbers(translator.ClassCode(examples));
        var (sum, count) = codes.TryGetValue(name, out var known) ? known : (new double[mean.Length], 0);
        codes[name] = ([.. sum.Zip(mean, (s, m) => s + m * examples.Count)], count + examples.Count);
    }

    /// <summary>The code of a class.</summary>
    /// <param name="name">Of the class.</param>
    /// <returns>[1, latent_dim, 1, 1], float32, on the CPU. The caller owns it.</returns>
    /// <exception cref="KeyNotFoundException">A class without pictures; the message lists those there are.</exception>
    public Tensor this[string name]
    {
        get
        {
            if (!codes.TryGetValue(name, out var known))
                throw new KeyNotFoundException(
                    $"There is no code of class '{name}'. Classes with a code: {string.Join(", ", codes.Keys)}.");
            float[] mean = [.. known.Sum.Select(number => (float)(number / known.Count))];
            return tensor(mean, [1, mean.Length, 1, 1]);
        }
    }

    /// <summary>The codes of all classes, in the order of <see cref="Names"/>.</summary>
    /// <returns>[N, latent_dim, 1, 1]. The caller owns it.</returns>
    /// <exception cref="InvalidOperationException">No class yet.</exception>
    public Tensor All()
    {
        if (codes.Count == 0)
            throw new InvalidOperationException("Expected at least one class with pictures; got none.");
        using var scope = NewDisposeScope();
        return cat([.. codes.Keys.Select(name => this[name])], 0).MoveToOuterDisposeScope();
    }

    /// <summary>Forgets a class.</summary>
    /// <returns>Whether it was known.</returns>
    public bool Remove(string name) => codes.Remove(name);

    /// <summary>Writes all codes as one safetensors file.</summary>
    /// <param name="path">Replaced as a whole or not at all.</param>
    public void Save(string path)
    {
        using var scope = NewDisposeScope();
        var metadata = codes.ToDictionary(
            entry => CountPrefix + entry.Key, entry => entry.Value.Count.ToString(CultureInfo.InvariantCulture));
        metadata[SystemKey] = FunitFiles.System;
        Safetensors.Save(
            path,
            codes.Select(entry => KeyValuePair.Create(
                entry.Key, tensor(entry.Value.Sum.Select(number => number / entry.Value.Count).ToArray()))),
            metadata);
    }

    /// <summary>Takes the codes of a file in; those of the same names are replaced.</summary>
    /// <param name="path">Written by <see cref="Save"/> with the same weights.</param>
    /// <exception cref="ArgumentException">A file of something else, or codes of another size.</exception>
    public void Load(string path)
    {
        using var file = Safetensors.Load(path);
        int size = translator.Config.Generator.LatentSize;
        if (file.Metadata.GetValueOrDefault(SystemKey) != FunitFiles.System)
            throw new ArgumentException($"'{path}': expected class codes of system '{FunitFiles.System}'.");
        foreach (var (name, code) in file.Tensors)
        {
            if (code.numel() != size || !file.Metadata.TryGetValue(CountPrefix + name, out string? count))
                throw new ArgumentException(
                    $"'{path}': class '{name}': expected a code of {size} numbers (gen.latent_dim) with a number of "
                    + $"pictures; found [{string.Join(", ", code.shape)}].");
            int shots = int.Parse(count, CultureInfo.InvariantCulture);
            codes[name] = ([.. Numbers(code).Select(number => number * shots)], shots);
        }
    }

    private static double[] Numbers(Tensor code)
    {
        using var scope = NewDisposeScope();
        return code.to(float64).flatten().contiguous().data<double>().ToArray();
    }
}

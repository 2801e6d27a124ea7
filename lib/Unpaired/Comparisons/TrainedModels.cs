using System.Diagnostics;
using System.Globalization;
using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Comparisons;

/// <summary>The weights that ship with the notebooks for one world, each under a name; those that are missing are left
/// out and said.</summary>
public sealed class TrainedModels : IDisposable
{
    private readonly List<Entry> entries = [];

    private TrainedModels(string folder, IEnumerable<Wanted> wanted)
    {
        List<string> missing = [];
        try
        {
            foreach (var one in wanted)
            {
                // By name, so that the first training is taken where a system was trained several times.
                string? file = one.Patterns.Select(pattern => !Directory.Exists(folder) ? null : Directory
                    .EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal).FirstOrDefault())
                    .FirstOrDefault(found => found is not null);
                if (file is not null)
                    entries.Add(new Entry(one.Name, one.IsVariant, one.Training, TrainedModel.Load(file)));
                else if (!one.IsVariant)
                    missing.Add($"{one.Name} is not here; the README beside the weights says how such weights are trained.");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        Missing = missing;
    }

    /// <summary>A sentence for each system whose weights are not there; variants are left out silently.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The systems, without variants.</summary>
    public IReadOnlyList<string> Systems => [.. entries.Where(entry => !entry.IsVariant).Select(entry => entry.Name)];

    /// <summary>The systems and their variants: other losses, other trainings.</summary>
    public IReadOnlyList<string> Names => [.. entries.Select(entry => entry.Name)];

    /// <summary>A model by its name.</summary>
    /// <exception cref="KeyNotFoundException">No such model, or no weights of it.</exception>
    public TrainedModel this[string name] => entries.FirstOrDefault(entry => entry.Name == name)?.Model
        ?? throw new KeyNotFoundException($"No weights of '{name}'; there are {string.Join(", ", Names)}.");

    /// <summary>What was trained on streets at 64 × 64, day (A) and night (B).</summary>
    /// <param name="folder">Where the weight files are.</param>
    public static TrainedModels OfStreets(string folder)
    {
        const string Short = "12,000 pictures of each light", Long = "60,000 of each light";
        return new TrainedModels(folder,
        [
            new("UNIT", Short, ["unit-streets-tiny-full.safetensors"]),
            new("MUNIT", Short, ["munit-streets-tiny.safetensors"]),
            new("DRIT", Short, ["drit-streets*.safetensors"]),
            new("DUNIT", Short + ", and boxes by day", ["dunit-streets*.safetensors"]),
            new("UNIT, longer", Long, ["unit-streets.safetensors"]),
            new("UNIT, no sharing", Short, ["unit-streets-tiny-no-sharing.safetensors"]) { IsVariant = true },
            new("UNIT, no KL", Short, ["unit-streets-tiny-no-kl.safetensors"]) { IsVariant = true },
            new("UNIT, no GAN", Short, ["unit-streets-tiny-no-gan.safetensors"]) { IsVariant = true },
        ]);
    }

    /// <summary>What was trained on creatures before plain grey at 32 × 32.</summary>
    /// <param name="folder">Where the weight files are.</param>
    public static TrainedModels OfSpecies(string folder)
    {
        const string Classes = "72 species, by name", Clusters = "10 species, without names";
        return new TrainedModels(folder,
        [
            new("FUNIT", Classes, ["funit-species.safetensors"]),
            new("COCO-FUNIT", Classes, ["coco-funit-*.safetensors", "cocofunit-*.safetensors"]),
            new("TUNIT", Clusters, ["tunit-species.safetensors"]),
        ]);
    }

    /// <summary>What each holds, does and takes: counted, but for the time, which is measured here and now.</summary>
    /// <param name="caption">What the table says.</param>
    /// <param name="input">A picture to translate again and again.</param>
    /// <param name="examples">Of what to translate to.</param>
    /// <param name="repeats">How often each is timed; the median counts.</param>
    public DataTable ToTable(string caption, Picture input, IReadOnlyList<Picture> examples, int repeats = 7)
    {
        var table = new DataTable(caption, "model", "trained on", "thousand parameters", "million multiply-adds",
            "MB of weights", "MB of maps", "ms a picture")
        {
            Formats = [null, null, "F0", "F1", "F2", "F2", "F1"],
        };
        foreach (var entry in entries)
        {
            var cost = entry.Model.Cost;
            table.Add(entry.Name, entry.Training, cost.Parameters / 1e3, cost.MultiplyAdds / 1e6, cost.WeightMegabytes,
                cost.MapMegabytes, Milliseconds(() => entry.Model.Translate(input, examples), repeats));
        }
        return table;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in entries) entry.Model.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{entries.Count} trained models: {string.Join(", ", Names)}");

    private static double Milliseconds(Func<Picture> translate, int repeats)
    {
        translate(); // the first call is slower
        double[] times = new double[Math.Max(1, repeats)];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            translate();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }

    private sealed record Entry(string Name, bool IsVariant, string Training, TrainedModel Model);

    private sealed record Wanted(string Name, string Training, IReadOnlyList<string> Patterns)
    {
        public bool IsVariant { get; init; }
    }
}

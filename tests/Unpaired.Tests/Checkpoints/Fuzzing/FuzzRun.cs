using System.Diagnostics;
using System.Globalization;
using System.Text;
using Unpaired.Checkpoints;

namespace Unpaired.Tests.Checkpoints.Fuzzing;

/// <summary>Counts of one format.</summary>
internal sealed class FuzzCounts(string name)
{
    public string Name { get; } = name;

    public int Cases { get; set; }

    public int Refused { get; set; }

    /// <summary>Loads that equal the seed: the damage hit nothing that counts.</summary>
    public int Same { get; set; }

    /// <summary>Loads whose tensors hold other elements, in a format that cannot notice.</summary>
    public int OtherElements { get; set; }

    /// <summary>Loads with other names, shapes or numbers, in a format that cannot notice.</summary>
    public int OtherStructure { get; set; }

    public double SlowestSeconds { get; set; }

    /// <summary>The largest allocation, as a share of what is allowed.</summary>
    public double LargestShare { get; set; }

    /// <summary>What must not happen, with the number of the case.</summary>
    public List<string> Faults { get; } = [];
}

/// <summary>Loads damaged files and watches time, memory, exceptions and what was loaded.</summary>
internal sealed class FuzzRun : IDisposable
{
    private const double MostSeconds = 1;
    private const long BaseBytes = 64L << 20;
    private readonly string path;
    private readonly string folder = Directory.CreateTempSubdirectory("unpaired fuzzing ").FullName;

    public FuzzRun()
    {
        const string memory = "/dev/shm"; // hundreds of thousands of small files would wear a disk
        if (Directory.Exists(memory))
        {
            Directory.Delete(folder);
            folder = Directory.CreateDirectory(Path.Combine(memory, Path.GetFileName(folder))).FullName;
        }

        path = Path.Combine(folder, "damaged");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Runs cases number first to first + cases − 1.</summary>
    public FuzzCounts Run(FuzzFormat format, int first, int cases)
    {
        var counts = new FuzzCounts(format.Name);
        var whole = format.Seeds.Select(Whole).ToList();
        for (int number = first; number < first + cases; number++)
        {
            var mutator = new FuzzMutator(number);
            int seed = number % format.Seeds.Count;
            byte[] bytes = format.Damage(format.Seeds[seed], mutator);
            Case(format, counts, number, bytes, whole[seed]);
        }

        return counts;
    }

    /// <summary>The counts as a table.</summary>
    public static string Table(IEnumerable<FuzzCounts> all)
    {
        var text = new StringBuilder("| format | cases | refused | same content | other elements | other structure | "
            + "slowest | largest allocation | faults |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var c in all)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {c.Name} | {c.Cases:N0} | {c.Refused:N0} | {c.Same:N0} | "
                + $"{c.OtherElements:N0} | {c.OtherStructure:N0} | {c.SlowestSeconds * 1000:0} ms | "
                + $"{c.LargestShare:0.0%} of the limit | {c.Faults.Count} |\n");
        }

        return text.ToString();
    }

    private FuzzContent? Whole(byte[] seed)
    {
        File.WriteAllBytes(path, seed);
        try
        {
            return Load();
        }
        catch (CheckpointFormatException)
        {
            return null; // the hostile seed
        }
    }

    private void Case(FuzzFormat format, FuzzCounts counts, int number, byte[] bytes, FuzzContent? seed)
    {
        counts.Cases++;
        File.WriteAllBytes(path, bytes);
        FuzzContent? content = null;
        string? fault = null;
        double seconds = double.PositiveInfinity;
        // A busy machine makes any case slow once; a slow case is slow each time.
        for (int attempt = 0; attempt < 3 && seconds > MostSeconds && fault is null; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread() + TensorMemory.Allocated;
            var clock = Stopwatch.StartNew();
            (content, fault) = Try();
            seconds = Math.Min(seconds, clock.Elapsed.TotalSeconds);
            long taken = GC.GetAllocatedBytesForCurrentThread() + TensorMemory.Allocated - before;
            double share = taken / (double)((4L * bytes.Length) + BaseBytes);
            counts.LargestShare = Math.Max(counts.LargestShare, share);
            if (share > 1)
                fault ??= $"allocates {taken} bytes for {bytes.Length}";
        }

        counts.SlowestSeconds = Math.Max(counts.SlowestSeconds, seconds);
        if (seconds > MostSeconds)
            fault ??= $"takes {seconds:0.0} s";
        if (content is null)
            counts.Refused++;
        else if (content.All == seed?.All)
            counts.Same++;
        else if (format.HasChecksums)
            fault ??= "loads silently wrong";
        else if (content.Structure == seed?.Structure)
            counts.OtherElements++;
        else
            counts.OtherStructure++;
        if (fault is not null)
            counts.Faults.Add($"{format.Name}, case {number}: {fault}");
    }

    private (FuzzContent? Content, string? Fault) Try()
    {
        try
        {
            return (Load(), null);
        }
        catch (CheckpointFormatException e)
        {
            return (null, e.Offset is >= 0 ? null : $"is refused without a position: {e.Message}");
        }
#pragma warning disable CA1031 // any other exception is what this looks for
        catch (Exception e)
#pragma warning restore CA1031
        {
            return (null, $"ends in {e.GetType().Name}: {e.Message} {e.StackTrace}");
        }
    }

    /// <summary>Loads, lists, and reads every element, as the command line and the library do.</summary>
    private FuzzContent Load()
    {
        bool isSafetensors;
        using (var file = MappedFile.Open(path))
            isSafetensors = SafetensorsHeader.LooksLike(file);
        if (isSafetensors)
        {
            using var file = Safetensors.Load(path);
            _ = CheckpointInspector.Inspect(path).ToString();
            return FuzzContent.Of(file);
        }

        using var root = TorchFile.Load(path);
        _ = CheckpointInspector.Inspect(path).ToString();
        return FuzzContent.Of(root);
    }
}

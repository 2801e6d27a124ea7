using System.Text.Json;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Tests.Data;

/// <summary>The data goldens: what the original loaders made of tests/goldens/munit/data_folder.</summary>
internal static class Golden
{
    public static string Folder { get; } = Find();

    public static string Images => Path.Combine(Folder, "data_folder");

    public static JsonElement Json { get; } =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "data.json"))).RootElement;

    /// <summary>Shapes and values of the float64 and int64 tensors of a safetensors file.</summary>
    public static Dictionary<string, (long[] Shape, double[] Values)> Tensors(string file)
    {
        using var golden = Safetensors.Load(Path.Combine(Folder, file));
        using var scope = NewDisposeScope();
        return golden.Tensors.ToDictionary(
            entry => entry.Key, entry => (entry.Value.shape, entry.Value.to(float64).data<double>().ToArray()));
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Notebooks.sln")))
                return Path.Combine(folder.FullName, "tests", "goldens", "munit");
        throw new DirectoryNotFoundException("No Notebooks.sln above the test's folder.");
    }
}

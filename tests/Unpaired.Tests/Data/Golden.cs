using System.Buffers.Binary;
using System.Text.Json;

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
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        int start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var tensors = new Dictionary<string, (long[], double[])>();
        foreach (var entry in JsonDocument.Parse(bytes.AsMemory(8, start - 8)).RootElement.EnumerateObject())
        {
            int[] range = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(v => v.GetInt32())];
            long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(v => v.GetInt64())];
            bool whole = entry.Value.GetProperty("dtype").GetString() == "I64";
            double[] values = [.. bytes.AsMemory(start + range[0], range[1] - range[0]).ToArray().Chunk(8)
                .Select(v => whole ? BitConverter.ToInt64(v) : BitConverter.ToDouble(v))];
            tensors[entry.Name] = (shape, values);
        }
        return tensors;
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Notebooks.sln")))
                return Path.Combine(folder.FullName, "tests", "goldens", "munit");
        throw new DirectoryNotFoundException("No Notebooks.sln above the test's folder.");
    }
}

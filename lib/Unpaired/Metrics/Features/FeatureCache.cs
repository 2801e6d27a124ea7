using System.Globalization;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Features;

/// <summary>Features on disk, found by the content of the picture: a renamed or copied file is known, a changed one is
/// not.</summary>
/// <remarks>
/// A folder for each network, in it safetensors files of some hundred rows, each complete or absent; so a run that is
/// killed loses the last part at most, and several processes may share a folder.
/// </remarks>
internal sealed class FeatureCache : IDisposable
{
    private const int RowsPerFile = 256;
    private const int HashLength = 32;
    private const string Pattern = "*.safetensors";

    private readonly string folder;
    private readonly IFeatureNetwork network;
    private readonly Dictionary<string, (string File, int Row)> known = [];
    private readonly List<(string Hash, float[] Row)> waiting = [];
    private (string File, float[] Values)? open;

    internal FeatureCache(string folder, IFeatureNetwork network)
    {
        (this.folder, this.network) = (Path.Combine(folder, network.Identity), network);
        Directory.CreateDirectory(this.folder);
        foreach (string file in Directory.EnumerateFiles(this.folder, Pattern).Order(StringComparer.Ordinal)) Index(file);
    }

    /// <summary>The row of a picture; null if it is not known.</summary>
    /// <param name="hash">SHA-256 in hexadecimal digits.</param>
    internal float[]? Find(string hash)
    {
        if (!known.TryGetValue(hash, out var place)) return null;
        if (place.File.Length == 0) return waiting[place.Row].Row;
        if (open?.File != place.File)
        {
            using var file = Safetensors.Load(place.File);
            open = (place.File, file.Tensors["features"].data<float>().ToArray());
        }
        return open!.Value.Values.AsSpan(place.Row * network.Width, network.Width).ToArray();
    }

    /// <summary>Keeps a row; written together with others.</summary>
    internal void Add(string hash, float[] row)
    {
        if (known.ContainsKey(hash)) return;
        known[hash] = ("", waiting.Count);
        waiting.Add((hash, row));
        if (waiting.Count >= RowsPerFile) Flush();
    }

    /// <summary>Writes what waits.</summary>
    public void Dispose() => Flush();

    private void Flush()
    {
        if (waiting.Count == 0) return;
        using var scope = NewDisposeScope();
        string path = Path.Combine(folder, $"{Guid.NewGuid():N}.safetensors");
        Safetensors.Save(path, new Dictionary<string, Tensor>
        {
            ["hashes"] = tensor(
                waiting.SelectMany(entry => Convert.FromHexString(entry.Hash)).ToArray(), [waiting.Count, HashLength]),
            ["features"] = tensor(waiting.SelectMany(entry => entry.Row).ToArray(), [waiting.Count, network.Width]),
        }, new Dictionary<string, string> { ["network"] = network.Identity });
        for (int row = 0; row < waiting.Count; row++) known[waiting[row].Hash] = (path, row);
        waiting.Clear();
    }

    private void Index(string path)
    {
        using var file = Safetensors.Load(path);
        if (!file.Tensors.TryGetValue("hashes", out var hashes) || !file.Tensors.TryGetValue("features", out var rows)
            || !hashes.shape.SequenceEqual([rows.shape[0], HashLength]) || rows.shape[1] != network.Width
            || hashes.dtype != ScalarType.Byte || rows.dtype != ScalarType.Float32)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: expected cached features of {network.Width} numbers; found another file. Delete it."));
        byte[] bytes = hashes.data<byte>().ToArray();
        for (int row = 0; row < rows.shape[0]; row++)
            known[Convert.ToHexStringLower(bytes.AsSpan(row * HashLength, HashLength))] = (path, row);
    }
}

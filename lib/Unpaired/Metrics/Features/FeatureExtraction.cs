using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Features;

/// <summary>How far an extraction is.</summary>
/// <param name="Done">Pictures with features.</param>
/// <param name="Count">Pictures in all.</param>
/// <param name="FromCache">How many of <paramref name="Done"/> were known already.</param>
/// <param name="Elapsed">Since the start.</param>
public readonly record struct ExtractionProgress(int Done, int Count, int FromCache, TimeSpan Elapsed);

/// <summary>How features are extracted.</summary>
public sealed record ExtractionOptions
{
    /// <summary>Pictures per pass through the network; pytorch-fid's 50 unless given.</summary>
    public int BatchSize { get; init; } = 50;

    /// <summary>A folder that keeps features by the content of pictures; null for none.</summary>
    public string? Cache { get; init; }

    /// <summary>Told after each batch; may be null.</summary>
    public IProgress<ExtractionProgress>? Progress { get; init; }
}

/// <summary>Streams pictures through a feature network, however many there are.</summary>
/// <remarks>With a cache it can be stopped at any time: the next run reads what is there and goes on.</remarks>
public static class FeatureExtraction
{
    /// <summary>Mean and covariance, without keeping the features of all pictures.</summary>
    /// <param name="network">Stays the caller's.</param>
    /// <param name="pictures">At least two; of an <see cref="ImageFolder"/> only files with unknown content are
    /// decoded.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellation">Stops between batches; what was computed is in the cache.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="PictureFormatException">A file is no whole picture.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static FeatureStatistics Statistics(IFeatureNetwork network, IPictureSource pictures,
        ExtractionOptions? options = null, CancellationToken cancellation = default)
    {
        using var all = new FeatureAccumulator();
        foreach (var rows in Batches(network, pictures, options ?? new ExtractionOptions(), cancellation))
        {
            using (rows) all.Add(rows);
        }
        return all.ToStatistics();
    }

    /// <summary>The features of all pictures, in order.</summary>
    /// <inheritdoc cref="Statistics" path="/param"/>
    /// <returns>[N, D], float32. The caller owns it.</returns>
    /// <exception cref="PictureFormatException">A file is no whole picture.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Tensor Features(IFeatureNetwork network, IPictureSource pictures, ExtractionOptions? options = null,
        CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        return cat([.. Batches(network, pictures, options ?? new ExtractionOptions(), cancellation)])
            .MoveToOuterDisposeScope();
    }

    private static IEnumerable<Tensor> Batches(IFeatureNetwork network, IPictureSource pictures,
        ExtractionOptions options, CancellationToken cancellation)
    {
        if (options.BatchSize < 1)
            throw new ArgumentException($"Expected at least 1 picture per batch; got {options.BatchSize}.", nameof(options));
        using var cache = options.Cache is null ? null : new FeatureCache(options.Cache, network);
        var clock = Stopwatch.StartNew();
        int done = 0, fromCache = 0;
        foreach (int[] batch in Enumerable.Range(0, pictures.Count).Chunk(options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Batch(network, pictures, batch, cache, out int known);
            done += batch.Length;
            fromCache += known;
            options.Progress?.Report(new ExtractionProgress(done, pictures.Count, fromCache, clock.Elapsed));
            yield return rows;
        }
    }

    private static Tensor Batch(
        IFeatureNetwork network, IPictureSource pictures, int[] batch, FeatureCache? cache, out int known)
    {
        known = 0;
        if (cache is null)
            return network.Features(InParallel(batch, index => pictures[index]));
        var items = InParallel(batch, index => new Item(pictures, index));
        float[]?[] rows = [.. items.Select(item => cache.Find(item.Hash))];
        known = rows.Count(row => row is not null);
        int[] missing = [.. Enumerable.Range(0, rows.Length).Where(i => rows[i] is null)];
        if (missing.Length > 0)
        {
            using var found = network.Features(InParallel(missing, i => items[i].Decoded()));
            float[] values = found.data<float>().ToArray();
            for (int k = 0; k < missing.Length; k++)
            {
                float[] row = values.AsSpan(k * network.Width, network.Width).ToArray();
                rows[missing[k]] = row;
                cache.Add(items[missing[k]].Hash, row);
            }
        }
        return tensor(rows.SelectMany(row => row!).ToArray(), [batch.Length, network.Width]);
    }

    /// <summary>In order, on all cores; the first exception as it was thrown.</summary>
    private static T[] InParallel<T>(int[] indices, Func<int, T> make)
    {
        try
        {
            return [.. indices.AsParallel().AsOrdered().Select(make)];
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
            throw;
        }
    }

    /// <summary>A picture with the checksum of its content: of the file where there is one, else of size and
    /// pixels.</summary>
    private sealed class Item
    {
        private readonly string name;
        private readonly byte[]? bytes;
        private readonly Picture? picture;

        internal Item(IPictureSource pictures, int index)
        {
            name = pictures.NameOf(index);
            if (pictures is ImageFolder)
            {
                bytes = File.ReadAllBytes(name);
                Hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
                return;
            }
            picture = pictures[index];
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Span<byte> size = stackalloc byte[8];
            BinaryPrimitives.WriteInt32LittleEndian(size, picture.Width);
            BinaryPrimitives.WriteInt32LittleEndian(size[4..], picture.Height);
            hash.AppendData(size);
            hash.AppendData(picture.Rgb);
            Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        internal string Hash { get; }

        internal Picture Decoded() => picture ?? PictureFile.Decode(bytes!, name);
    }
}

using System.Globalization;
using System.Text.Json;
using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Training;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>How a <see cref="ClassRecognizer"/> is trained.</summary>
public sealed record RecognizerOptions
{
    /// <summary>Steps of the optimizer.</summary>
    public int Iterations { get; init; } = 600;

    /// <summary>Pictures per step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Channels of the first layer.</summary>
    public int Width { get; init; } = 24;

    /// <summary>Adam's largest step size; it falls to 0 along half a cosine.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>All draws follow from it.</summary>
    public long Seed { get; init; } = 1;
}

/// <summary>
/// A small classifier trained on true pictures, to judge translations: does it see the class that was asked for?
/// </summary>
/// <remarks>
/// The field judges with networks trained on photographs (FUNIT, section 4: an Inception-V3 trained on the classes).
/// This one knows drawn worlds only; its figures compare methods on one world and nothing else.
/// </remarks>
public sealed class ClassRecognizer : IDisposable
{
    private const string SystemName = "class-recognizer";
    private const int Together = 64;
    private readonly RecognizerNetwork network;
    private readonly int width;

    private ClassRecognizer(RecognizerNetwork network, int width, IReadOnlyList<string> classes)
    {
        (this.network, this.width, Classes) = (network, width, classes);
        network.eval();
    }

    /// <summary>Names of the classes, in order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Trains on pictures drawn from all classes alike.</summary>
    /// <param name="pictures">True pictures of one size, both sides at least 16 pixels.</param>
    /// <param name="options">How long and how; null for the defaults.</param>
    /// <param name="progress">Told the loss now and then; may be null.</param>
    /// <param name="cancellation">Stops it; nothing is returned then.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="ArgumentException">Fewer than two classes, or options out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ClassRecognizer Train(
        IClassPictures pictures, RecognizerOptions? options = null,
        IProgress<(int Iteration, double Loss)>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new RecognizerOptions();
        Check(pictures, options);
        var network = Fresh(options, pictures.ClassCount);
        try
        {
            Fit(network, pictures, options, progress, cancellation);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        return new ClassRecognizer(
            network, options.Width, [.. Enumerable.Range(0, pictures.ClassCount).Select(pictures.Name)]);
    }

    /// <summary>The class that each picture most looks like.</summary>
    /// <param name="pictures">Of the size it was trained on.</param>
    /// <returns>Numbers of classes.</returns>
    public IReadOnlyList<int> Recognize(IEnumerable<Picture> pictures)
    {
        using var quiet = no_grad();
        List<int> found = [];
        foreach (var some in pictures.Chunk(Together))
        {
            using var scope = NewDisposeScope();
            var best = network.call(Picture.ToBatch(some)).argmax(1);
            found.AddRange(best.data<long>().ToArray().Select(index => (int)index));
        }
        return found;
    }

    /// <summary>The share of pictures that are seen as what they should be.</summary>
    /// <param name="answers">Pictures and the numbers of the classes that they should show.</param>
    /// <exception cref="ArgumentException">None given, or a class that does not exist.</exception>
    public Share Accuracy(IReadOnlyList<(Picture Picture, int Class)> answers)
    {
        if (answers.Count == 0) throw new ArgumentException("Expected at least one picture; got none.", nameof(answers));
        if (answers.FirstOrDefault(answer => answer.Class < 0 || answer.Class >= Classes.Count) is { Picture: not null } odd)
            throw new ArgumentException(
                $"Expected classes 0 to {Classes.Count - 1}; got {odd.Class}.", nameof(answers));
        var found = Recognize(answers.Select(answer => answer.Picture));
        return new Share(found.Zip(answers).Count(pair => pair.First == pair.Second.Class), answers.Count);
    }

    /// <summary>What the last layer sees: features to compare sets of pictures by.</summary>
    /// <param name="pictures">Of the size it was trained on.</param>
    /// <returns>[N, 4 · width], float32. The caller owns it.</returns>
    public Tensor Features(IEnumerable<Picture> pictures)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. pictures.Chunk(Together).Select(some => network.Features(Picture.ToBatch(some)))])
            .MoveToOuterDisposeScope();
    }

    /// <summary>How many numbers <see cref="Features"/> gives for a picture.</summary>
    public int FeatureCount => 4 * width;

    /// <summary>Class probabilities from features.</summary>
    /// <param name="features">[N, 4 · width].</param>
    /// <returns>[N, classes], float64. The caller owns it.</returns>
    public Tensor Probabilities(Tensor features)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return nn.functional.softmax(network.Scores(features).to(float64), 1).MoveToOuterDisposeScope();
    }

    /// <summary>Writes weights and class names in one file.</summary>
    /// <param name="path">Usually ending in .safetensors; replaced as a whole or not at all.</param>
    /// <param name="storedAs">Float16 halves the file.</param>
    public void Save(string path, ScalarType storedAs = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        var tensors = StateDict.Of(network).Select(entry => KeyValuePair.Create(entry.Key,
            entry.Value.is_floating_point() ? entry.Value.detach().to(storedAs) : entry.Value));
        Safetensors.Save(path, tensors, new Dictionary<string, string>
        {
            ["system"] = SystemName,
            ["width"] = width.ToString(CultureInfo.InvariantCulture),
            ["classes"] = JsonSerializer.Serialize(Classes),
        });
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="ArgumentException">A file of something else.</exception>
    public static ClassRecognizer Load(string path)
    {
        using var file = Safetensors.Load(path);
        var notes = file.Metadata;
        if (notes.GetValueOrDefault("system") != SystemName)
            throw new ArgumentException(
                $"{path}: expected weights of a {SystemName}; found '{notes.GetValueOrDefault("system", "no system")}'.");
        int width = int.Parse(notes["width"], CultureInfo.InvariantCulture);
        string[] classes = JsonSerializer.Deserialize<string[]>(notes["classes"])!;
        var network = new RecognizerNetwork(width, classes.Length);
        StateDict.LoadInto(network, file.Tensors, path);
        return new ClassRecognizer(network, width, classes);
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private static RecognizerNetwork Fresh(RecognizerOptions options, int classes)
    {
        var network = new RecognizerNetwork(options.Width, classes);
        using var quiet = no_grad();
        using var random = new Generator((ulong)options.Seed);
        foreach (var (name, parameter) in network.named_parameters())
        {
            using var scope = NewDisposeScope();
            // Convolutions and the head for variance 2 and 1 per input; norms stay at 1 and 0.
            if (parameter.dim() == 4) parameter.normal_(0, Math.Sqrt(2.0 / parameter[0].numel()), random);
            else if (parameter.dim() == 2) parameter.normal_(0, Math.Sqrt(1.0 / parameter.shape[1]), random);
            else if (name == "head.bias") parameter.zero_();
        }
        return network;
    }

    private static void Fit(
        RecognizerNetwork network, IClassPictures pictures, RecognizerOptions options,
        IProgress<(int Iteration, double Loss)>? progress, CancellationToken cancellation)
    {
        var draws = new SplitMixRandom(options.Seed, 7);
        using var optimizer = new AdamOptimizer(network.parameters(), options.LearningRate);
        network.train();
        for (int i = 0; i < options.Iterations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            int[] labels = [.. Enumerable.Range(0, options.BatchSize).Select(_ => draws.Next(pictures.ClassCount))];
            var batch = Picture.ToBatch(labels.Select(label => pictures[label, draws.Next(pictures.Count(label))]));
            optimizer.LearningRate = options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * i / options.Iterations));
            optimizer.ZeroGradients();
            var loss = nn.functional.cross_entropy(
                network.call(batch), tensor([.. labels.Select(label => (long)label)]));
            loss.backward();
            optimizer.Step();
            if (progress is not null && (i % 20 == 0 || i == options.Iterations - 1))
                progress.Report((i + 1, loss.item<float>()));
        }
    }

    private static void Check(IClassPictures pictures, RecognizerOptions options)
    {
        if (pictures.ClassCount < 2)
            throw new ArgumentException($"Expected at least two classes; got {pictures.ClassCount}.", nameof(pictures));
        foreach (var (name, value) in new (string, int)[]
        {
            (nameof(options.Iterations), options.Iterations), (nameof(options.BatchSize), options.BatchSize - 1),
            (nameof(options.Width), options.Width),
        })
        {
            if (value < 1) throw new ArgumentException($"{name} is too small.", nameof(options));
        }
    }
}

/// <summary>A share of trials that went well.</summary>
/// <param name="Good">How many went well.</param>
/// <param name="Count">Of how many, at least 1.</param>
public readonly record struct Share(int Good, int Count)
{
    /// <summary>In [0, 1].</summary>
    public double Value => (double)Good / Count;

    /// <summary>How far the value may be off by luck: the standard error of a share, √(p(1 − p)/n).</summary>
    public double StandardError => Math.Sqrt(Value * (1 - Value) / Count);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(100 * Value).ToString("F1", CultureInfo.InvariantCulture)} % of {Count}";
}

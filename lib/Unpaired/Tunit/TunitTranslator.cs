using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>What the guiding network sees in some pictures.</summary>
/// <param name="Styles">[N, sty_dim], float32, on the CPU.</param>
/// <param name="Probabilities">[N, K], float32, on the CPU: of the pseudo domains.</param>
/// <param name="Features">[N, C], float32, on the CPU: what both heads are computed from.</param>
public sealed record TunitView(Tensor Styles, Tensor Probabilities, Tensor Features) : IDisposable
{
    /// <summary>The pseudo domain of each picture.</summary>
    public IReadOnlyList<int> Clusters { get; } =
        [.. Probabilities.argmax(1).data<long>().ToArray().Select(cluster => (int)cluster)];

    /// <summary>The mean style code of a pseudo domain: how it looks on average.</summary>
    /// <param name="cluster">0 to K − 1.</param>
    /// <returns>[1, sty_dim]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">No picture is in it.</exception>
    public Tensor MeanStyle(int cluster)
    {
        long[] members = [.. Clusters.Select((c, i) => (Cluster: c, Index: (long)i)).Where(e => e.Cluster == cluster)
            .Select(e => e.Index)];
        if (members.Length == 0)
            throw new ArgumentException(
                $"No picture is in cluster {cluster}; there are some in "
                + $"{string.Join(", ", Clusters.Distinct().Order())}.");
        using var scope = NewDisposeScope();
        return Styles.index_select(0, tensor(members)).mean([0], keepdim: true).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Styles.Dispose();
        Probabilities.Dispose();
        Features.Dispose();
    }
}

/// <summary>Translates pictures with trained networks: content of the input, style of a reference.</summary>
/// <remarks>
/// Original: validation/eval.py and plot code (405a77c): content by G_EMA, style by C_EMA, both in evaluation mode. The
/// original asks C for pseudo domains; here C_EMA answers, so that a file needs one guiding network only.
/// </remarks>
public sealed class TunitTranslator : IDisposable
{
    private const int Together = 32;
    private readonly GuidingNetwork guide;
    private readonly TunitGenerator painter;
    private readonly bool owned;

    /// <summary>Wraps networks, for example those of a trainer that is still at work.</summary>
    /// <param name="config">Their configuration.</param>
    /// <param name="guide">C_EMA; stays the caller's.</param>
    /// <param name="painter">G_EMA; stays the caller's.</param>
    public TunitTranslator(TunitConfig config, GuidingNetwork guide, TunitGenerator painter)
        : this((config, guide, painter), owned: false)
    {
    }

    private TunitTranslator((TunitConfig Config, GuidingNetwork Guide, TunitGenerator Painter) parts, bool owned)
    {
        (Config, guide, painter) = parts;
        this.owned = owned;
    }

    /// <summary>The configuration of the networks.</summary>
    public TunitConfig Config { get; }

    /// <summary>The networks of a trainer, without a copy.</summary>
    public static TunitTranslator Of(TunitTrainer trainer) =>
        new(trainer.Config, trainer.Networks.GuideAverage, trainer.Translating);

    /// <summary>Reads trained networks.</summary>
    /// <param name="weights">A file of <see cref="TunitTrainer.SaveWeights"/>, or a <c>model_*.ckpt</c> of the
    /// original.</param>
    /// <param name="config">The YAML file of the experiment; otherwise our own files hold it, and an original
    /// checkpoint's shapes tell it.</param>
    /// <exception cref="ArgumentException">The file is of another system.</exception>
    /// <exception cref="Checkpoints.StateDictException">Weights of another configuration.</exception>
    public static TunitTranslator Load(string weights, string? config = null)
    {
        using var scope = NewDisposeScope();
        return new TunitTranslator(TunitWeights.Load(weights, config), owned: true);
    }

    /// <summary>Styles and pseudo domains of pictures.</summary>
    /// <param name="pictures">Any sizes; resized as in training.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="ArgumentException">No pictures.</exception>
    public TunitView Look(IEnumerable<Picture> pictures)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var still = Evaluation.Of(guide);
        var transform = new TunitTransform(Config.ImageSize);
        var parts = new List<(Tensor Style, Tensor Probability, Tensor Feature)>();
        foreach (var some in pictures.Chunk(Together))
        {
            using var inner = NewDisposeScope();
            var x = Placed(Picture.ToBatch(some.Select(picture => transform.Weak(picture, flip: false))));
            var features = guide.Features(x);
            var seen = guide.Heads(features);
            Tensor Kept(Tensor value) => value.to(float32).cpu().alias().MoveToOuterDisposeScope();
            parts.Add((Kept(seen.Style), Kept(seen.Logits.softmax(1)), Kept(features)));
        }
        if (parts.Count == 0) throw new ArgumentException("Expected pictures to look at; got none.", nameof(pictures));
        Tensor All(Func<(Tensor Style, Tensor Probability, Tensor Feature), Tensor> part) =>
            cat(parts.Select(part).ToArray(), 0).DetachFromDisposeScope();
        return new TunitView(All(p => p.Style), All(p => p.Probability), All(p => p.Feature));
    }

    /// <summary>The style code of a picture.</summary>
    /// <returns>[1, sty_dim], float32, on the CPU. The caller owns it.</returns>
    public Tensor Style(Picture picture)
    {
        using var view = Look([picture]);
        return view.Styles.clone();
    }

    /// <summary>The pseudo domain of a picture, 0 to K − 1.</summary>
    public int Cluster(Picture picture)
    {
        using var view = Look([picture]);
        return view.Clusters[0];
    }

    /// <summary>The content of one picture in the style of another.</summary>
    /// <param name="content">Any size and aspect.</param>
    /// <param name="reference">Any size and aspect.</param>
    /// <returns>A picture of the content's size.</returns>
    /// <exception cref="ArgumentException">A picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public Picture Translate(Picture content, Picture reference)
    {
        using var style = Style(reference);
        return TranslateStyles(content, style)[0];
    }

    /// <summary>One picture in several styles; its content is encoded once.</summary>
    /// <param name="content">Any size and aspect.</param>
    /// <param name="styles">[N, sty_dim].</param>
    /// <returns>N pictures of the content's size.</returns>
    /// <exception cref="ArgumentException">Styles of another size; a picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public IReadOnlyList<Picture> TranslateStyles(Picture content, Tensor styles)
    {
        if (styles.dim() != 2 || styles.shape[1] != Config.StyleSize)
            throw new ArgumentException(
                $"Expected styles [N, {Config.StyleSize}]; got [{string.Join(", ", styles.shape)}].", nameof(styles));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var fitted = PictureFit.ToMultiple(content, 1 << Config.Downsamplings);
        PictureFit.RequireMemory(fitted.Picture, Config.GeneratorChannels, "content");
        var code = painter.Encode(Placed(fitted.Picture.ToTensor().unsqueeze(0)));
        var results = new List<Picture>();
        foreach (var style in styles.split(1))
        {
            using var inner = NewDisposeScope();
            var drawn = painter.Decode(code, Placed(style));
            results.AddRange(Picture.FromBatch(drawn.cpu()).Select(fitted.Restore));
        }
        return results;
    }

    /// <summary>A walk from one style to another, in a straight line.</summary>
    /// <param name="content">Any size and aspect.</param>
    /// <param name="first">[1, sty_dim].</param>
    /// <param name="last">[1, sty_dim].</param>
    /// <param name="count">Pictures, both ends included; at least 2.</param>
    /// <exception cref="ArgumentException">A count below 2.</exception>
    public IReadOnlyList<Picture> Interpolate(Picture content, Tensor first, Tensor last, int count)
    {
        if (count < 2)
            throw new ArgumentException($"An interpolation needs at least 2 pictures; got {count}.", nameof(count));
        using var scope = NewDisposeScope();
        var share = linspace(0, 1, count).unsqueeze(1);
        return TranslateStyles(content, (1 - share) * first.reshape(1, -1) + share * last.reshape(1, -1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!owned) return;
        guide.Dispose();
        painter.Dispose();
    }

    private Tensor Placed(Tensor x)
    {
        var weight = painter.parameters().First();
        return x.to(weight.dtype).to(weight.device);
    }

    /// <summary>A network in evaluation mode until it is disposed: then as it was.</summary>
    private sealed class Evaluation(nn.Module network, bool wasTraining) : IDisposable
    {
        public static Evaluation Of(nn.Module network)
        {
            bool training = network.training;
            network.eval();
            return new Evaluation(network, training);
        }

        public void Dispose() => network.train(wasTraining);
    }
}

using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>Scores each patch of a picture by how real it looks as one of a class: a residual network with a projection
/// on the class.</summary>
/// <remarks>
/// F = model(x), f = mean over pixels of F; score = classifier(F) + ⟨embed(class), f⟩. Miyato and Koyama, ICLR 2018.
/// Keys <c>model.model.*, model.classifier.*, model.embedder.weight</c>. All weights are zero until drawn or loaded.
/// Original: imaginaire discriminators/funit.py and residual.py (c6f7484).
/// </remarks>
public sealed class CocoFunitDiscriminator : nn.Module
{
    private readonly Network model;

    /// <param name="config">Its layers and classes.</param>
    public CocoFunitDiscriminator(CocoFunitDiscriminatorConfig config) : base(nameof(CocoFunitDiscriminator))
    {
        Config = config;
        model = new Network(config);
        register_module("model", model);
        this.KeepState();
    }

    /// <summary>Its layers and classes.</summary>
    public CocoFunitDiscriminatorConfig Config { get; }

    /// <summary>Scores and features.</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="labels">[N], whole numbers from 0 to num_classes − 1.</param>
    /// <returns>The caller owns both tensors.</returns>
    public PatchScores Judge(Tensor x, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var features = Stages(x).Last();
        var pooled = features.mean([2, 3]);
        var unconditional = model.Classifier.call(features);
        var projection = (model.Embedder.call(labels) * pooled).sum(1).view(-1, 1, 1, 1);
        return new PatchScores(
            (unconditional + projection).MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope());
    }

    /// <summary>The output of each stage in turn; the last one is F.</summary>
    public IEnumerable<Tensor> Stages(Tensor x)
    {
        foreach (var stage in model.Layers) yield return x = stage.call(x);
    }

    private sealed class Network : nn.Module
    {
        internal Network(CocoFunitDiscriminatorConfig config) : base(nameof(Network))
        {
            var plain = new LayeredOptions(Activation.None, Weights: config.Weights, Padding: config.Padding);
            var inner = plain with { Activation = Activation.LeakyRelu, ActivationFirst = true };
            long width = config.Width;
            var stages = new List<nn.Module<Tensor, Tensor>> { LayeredBlock.Convolution(3, width, 7, 1, 3, plain) };
            for (int layer = 0; layer < config.Layers; layer++)
            {
                long next = Math.Min(2 * width, config.MaximumWidth);
                stages.Add(new LayeredResidualBlock(width, width, inner));
                stages.Add(new LayeredResidualBlock(width, next, inner));
                width = next;
                if (layer == config.Layers - 1) break;
                stages.Add(nn.ReflectionPad2d(1)); // Parity: reflection whatever padding_mode says.
                stages.Add(nn.AvgPool2d(3, stride: 2));
            }
            Layers = nn.ModuleList([.. stages]);
            // Parity: the activation stands in front of the convolution, not behind it.
            Classifier = LayeredBlock.Convolution(width, 1, 1, 1, 0, inner);
            Embedder = nn.Embedding(config.ClassCount, width);
            register_module("model", Layers);
            register_module("classifier", Classifier);
            register_module("embedder", Embedder);
        }

        internal ModuleList<nn.Module<Tensor, Tensor>> Layers { get; }

        internal LayeredBlock Classifier { get; }

        internal Embedding Embedder { get; }

        // Everything is registered by name above; the framework would register the fields once more.
        protected override void RegisterComponents()
        {
        }
    }
}

/// <summary>What the discriminator says of a batch.</summary>
/// <param name="Scores">[N, 1, h, w], unbounded; higher is more real.</param>
/// <param name="Features">[N, C]: the mean over pixels of the last feature map, without activation.</param>
public readonly record struct PatchScores(Tensor Scores, Tensor Features);

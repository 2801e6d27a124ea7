using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>A residual block that activates first.</summary>
/// <remarks>
/// With a = lrelu(x): shortcut + conv_1(lrelu(conv_0(a))). Keys <c>conv_0.conv.*, conv_1.conv.*,
/// conv_s.conv.weight</c>. Original: blocks.py, ActFirstResBlock (198f430).
/// </remarks>
public sealed class ActivationFirstBlock : nn.Module<Tensor, Tensor>
{
    private const double LeakySlope = 0.2;
    private readonly Conv2dBlock conv_0;
    private readonly Conv2dBlock conv_1;
    private readonly Conv2dBlock? conv_s;

    /// <summary>Makes the block with the framework's default weights.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    public ActivationFirstBlock(long inputs, long outputs) : base(nameof(ActivationFirstBlock))
    {
        long hidden = Math.Min(inputs, outputs);
        conv_0 = new Conv2dBlock(
            inputs, hidden, 3, 1, 1, Normalization.None, Activation.LeakyRelu, PaddingKind.Reflect);
        conv_1 = new Conv2dBlock(hidden, outputs, 3, 1, 1, Normalization.None, Activation.None, PaddingKind.Reflect);
        register_module("conv_0", conv_0);
        register_module("conv_1", conv_1);
        if (inputs == outputs) return;
        conv_s = new Conv2dBlock(
            inputs, outputs, 1, 1, 0, Normalization.None, Activation.None, PaddingKind.Zero, bias: false);
        register_module("conv_s", conv_s);
    }

    /// <param name="x">[N, inputs, H, W], at least 2 × 2 pixels.</param>
    /// <returns>[N, outputs, H, W]. The caller owns it.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var activated = Activated(x);
        // Parity (quirk 1): the original's activation overwrites x after a learned shortcut has read it but before an
        // identity shortcut does. So the former sees x, the latter lrelu(x).
        var shortcut = conv_s is null ? activated : conv_s.call(x);
        return conv_1.call(conv_0.call(activated)).add_(shortcut).MoveToOuterDisposeScope();
    }

    internal static Tensor Activated(Tensor x) => x.LeakyRelu(LeakySlope);
}

/// <summary>What a discriminator says of pictures.</summary>
/// <param name="Response">[N, h, w]: the score map of each picture's own class, unbounded; real above 0.</param>
/// <param name="Features">[N, C, h, w]: the last features, activated.</param>
public readonly record struct ClassJudgement(Tensor Response, Tensor Features);

/// <summary>Tells real pictures of a class from translations into it, patch by patch; every class has an answer of its
/// own.</summary>
/// <remarks>
/// FUNIT paper, section 3: one binary task per source class, of which only that of the picture's class is trained or
/// asked. Keys <c>cnn_f.{0, 1, 2, 5, 6, …}, cnn_c.0</c>. Original: networks.py, GPPatchMcResDis (198f430).
/// </remarks>
public sealed class FunitDiscriminator : nn.Module
{
    private const long LargestWidth = 1024;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> cnn_f;
    private readonly ModuleList<Conv2dBlock> cnn_c;

    /// <summary>Makes the network with the framework's default weights.</summary>
    /// <param name="config">Width, blocks and classes.</param>
    public FunitDiscriminator(FunitDiscriminatorConfig config) : base(nameof(FunitDiscriminator))
    {
        long width = config.Width;
        var stages = new List<nn.Module<Tensor, Tensor>>
        {
            new Conv2dBlock(3, width, 7, 1, 3, Normalization.None, Activation.None, PaddingKind.Reflect),
        };
        for (int level = 0; level < config.Levels; level++)
        {
            // Parity (quirk 10): where the limit is reached, width and next are equal and conv_s is absent.
            long next = Math.Min(2 * width, LargestWidth);
            stages.Add(new ActivationFirstBlock(width, width));
            stages.Add(new ActivationFirstBlock(width, next));
            width = next;
            if (level == config.Levels - 1) break;
            stages.Add(nn.ReflectionPad2d(1));
            stages.Add(nn.AvgPool2d(3, 2));
        }
        Classes = config.Classes;
        cnn_f = nn.ModuleList(stages.ToArray());
        cnn_c = nn.ModuleList(new Conv2dBlock(width, Classes, 1, 1, 0, Normalization.None, Activation.None));
        register_module("cnn_f", cnn_f);
        register_module("cnn_c", cnn_c);
    }

    /// <summary>Classes that it was made for.</summary>
    public int Classes { get; }

    /// <summary>Judges pictures as members of their classes.</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="labels">[N], int64, from 0 to <see cref="Classes"/> − 1.</param>
    /// <returns>Response and features. The caller owns them.</returns>
    public ClassJudgement Judge(Tensor x, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var features = Features(x);
        var scores = Scores(features);
        var own = labels.view(-1, 1, 1, 1).expand(-1, 1, scores.shape[2], scores.shape[3]);
        var response = scores.gather(1, own).squeeze(1);
        return new ClassJudgement(response.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope());
    }

    /// <summary>The last features, activated, as feature matching compares them.</summary>
    /// <remarks>Parity (quirk 2): the head's activation overwrites the features that the original returns.</remarks>
    /// <returns>[N, C, h, w]. The caller owns it.</returns>
    public Tensor Features(Tensor x)
    {
        using var scope = NewDisposeScope();
        return ActivationFirstBlock.Activated(Stages(x).Last()).MoveToOuterDisposeScope();
    }

    /// <summary>The score maps of all classes.</summary>
    /// <param name="features">From <see cref="Features"/>.</param>
    /// <returns>[N, <see cref="Classes"/>, h, w]. The caller owns it.</returns>
    public Tensor Scores(Tensor features) => cnn_c[0].call(features);

    /// <summary>The output of each stage in turn, the last one before its activation.</summary>
    public IEnumerable<Tensor> Stages(Tensor x)
    {
        foreach (var stage in cnn_f) yield return x = stage.call(x);
    }
}

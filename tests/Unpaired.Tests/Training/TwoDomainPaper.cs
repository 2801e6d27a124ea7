using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Training;

/// <summary>What tests that hold for UNIT and MUNIT alike need to know of one of them.</summary>
public abstract class TwoDomainPaper<TConfig, TDraws>
    where TConfig : TwoDomainConfig
    where TDraws : IBatchDraws<TDraws>
{
    /// <summary>Its name in files.</summary>
    public abstract string System { get; }

    /// <summary>Small enough for milliseconds, with every loss on.</summary>
    public abstract TConfig Tiny { get; }

    /// <summary>The tiny configuration of the golden checkpoints.</summary>
    public abstract TConfig Golden { get; }

    /// <summary>Parameters whose gradients are compared with difference quotients: network, total, name.</summary>
    public abstract IReadOnlyList<(string Network, string Total, string Parameter)> Gradients { get; }

    /// <summary>The first convolution that a picture meets.</summary>
    public abstract string FirstConvolution { get; }

    public abstract TwoDomainTrainer<TDraws> Trainer(
        TConfig config, TrainingMode mode = TrainingMode.Fast, long seed = 1, ScalarType dtype = ScalarType.Float32,
        Precision precision = Precision.Float32);

    public abstract TDraws Draw(TwoDomainTrainer<TDraws> trainer, Tensor xA, Tensor xB);

    /// <summary>The discriminators' draws in both updates.</summary>
    public abstract TDraws Shared(TDraws draws);

    public abstract bool IsShared(TDraws draws);

    /// <summary>Another padding; and where the paper has an option of its own, that too if <paramref name="own"/> is
    /// set.</summary>
    public abstract TConfig With(TConfig config, PaddingKind padding, bool own);

    /// <summary>A generator with one channel more.</summary>
    public abstract TConfig Wider(TConfig config);

    public abstract TConfig Parse(string yaml);

    /// <summary>A golden file of the paper.</summary>
    public abstract string GoldenFile(string name);
}

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>Linear layer with bias, normalisation, activation.</summary>
/// <remarks>
/// Keys, in the order of parameters: <c>fc.*</c>, <c>norm.*</c>, <c>activation.weight</c>. Parity: fc comes first
/// here, unlike in
/// <see cref="Conv2dBlock"/>. Original: MUNIT networks.py, LinearBlock (a82e222).
/// </remarks>
public sealed class LinearBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module fc;
    private readonly nn.Module? norm;
    private readonly PReLU? activation;
    private readonly Normalization normKind;
    private readonly Activation activationKind;

    /// <summary>Makes the block with the framework's default weights.</summary>
    public LinearBlock(
        long inputs, long outputs, Normalization norm = Normalization.None, Activation activation = Activation.Relu)
        : base(nameof(LinearBlock))
    {
        (normKind, activationKind) = (norm, activation);
        fc = norm == Normalization.Spectral ? new SpectralNorm(outputs, inputs) : nn.Linear(inputs, outputs);
        this.norm = BlockParts.NormModule(norm, outputs, flat: true);
        this.activation = BlockParts.ActivationModule(activation);
        register_module("fc", fc);
        if (this.norm is not null) register_module("norm", this.norm);
        if (this.activation is not null) register_module("activation", this.activation);
    }

    /// <param name="x">[N, inputs].</param>
    /// <returns>[N, outputs].</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = fc switch
        {
            SpectralNorm spectral => (spectral.Weight(), spectral.Bias),
            Linear plain => (plain.weight, plain.bias!),
            _ => throw new InvalidOperationException($"Unexpected linear layer {fc.GetName()}."),
        };
        var y = Products.Linear(x, weight, bias);
        if (norm is nn.Module<Tensor, Tensor> layer) y = layer.call(y);
        // As the framework does for a matrix: each row is one channel.
        else if (normKind == Normalization.Instance) y = nn.functional.instance_norm(y.unsqueeze(0)).squeeze(0);
        return BlockParts.Activate(y, activationKind, activation).MoveToOuterDisposeScope();
    }
}

/// <summary>Linear blocks in a row; in MUNIT it turns a style code into the parameters of all AdaIN layers.</summary>
/// <remarks>Keys <c>model.{i}.fc.*</c>. Original: MUNIT networks.py, MLP (a82e222).</remarks>
public sealed class Mlp : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<LinearBlock> model;

    /// <summary>inputs → width → … → outputs; the last layer has neither normalisation nor activation.</summary>
    /// <param name="inputs">Numbers in.</param>
    /// <param name="outputs">Numbers out.</param>
    /// <param name="width">Hidden units.</param>
    /// <param name="blocks">Layers in all, at least 2.</param>
    /// <param name="norm">Of all layers but the last.</param>
    /// <param name="activation">Of all layers but the last.</param>
    /// <exception cref="ArgumentException">Fewer than two layers.</exception>
    public Mlp(
        long inputs, long outputs, long width, int blocks,
        Normalization norm = Normalization.None, Activation activation = Activation.Relu) : base(nameof(Mlp))
    {
        if (blocks < 2) throw new ArgumentException($"An MLP needs at least 2 blocks; got {blocks}.", nameof(blocks));
        var layers = new List<LinearBlock> { new(inputs, width, norm, activation) };
        for (int i = 0; i < blocks - 2; i++) layers.Add(new LinearBlock(width, width, norm, activation));
        layers.Add(new LinearBlock(width, outputs, Normalization.None, Activation.None));
        model = nn.ModuleList([.. layers]);
        register_module("model", model);
    }

    /// <param name="x">[N, inputs] or anything that flattens to it, such as [N, inputs, 1, 1].</param>
    /// <returns>[N, outputs].</returns>
    public override Tensor forward(Tensor x) => Stages(x).Last();

    /// <summary>The output of each layer in turn.</summary>
    public IEnumerable<Tensor> Stages(Tensor x)
    {
        var y = x.view(x.shape[0], -1);
        foreach (var layer in model) yield return y = layer.call(y);
    }
}

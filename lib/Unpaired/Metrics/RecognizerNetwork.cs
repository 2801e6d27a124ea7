using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>Four strided convolutions with batch normalisation, a mean over places, and one linear layer.</summary>
internal sealed class RecognizerNetwork : nn.Module<Tensor, Tensor>
{
    private readonly List<(Conv2d Convolution, BatchNorm2d Norm)> stages = [];
    private readonly Linear head;

    /// <param name="width">Channels of the first stage; doubled at each of the next two.</param>
    /// <param name="classes">How many classes to tell apart.</param>
    internal RecognizerNetwork(long width, long classes) : base(nameof(RecognizerNetwork))
    {
        long inputs = 3;
        long[] outputs = [width, 2 * width, 4 * width, 4 * width];
        for (int i = 0; i < outputs.Length; i++)
        {
            var convolution = nn.Conv2d(inputs, outputs[i], 3, stride: 2, padding: 1, bias: false);
            var norm = nn.BatchNorm2d(outputs[i]);
            register_module($"conv{i + 1}", convolution);
            register_module($"norm{i + 1}", norm);
            stages.Add((convolution, norm));
            inputs = outputs[i];
        }
        head = nn.Linear(inputs, classes);
        register_module("head", head);
    }

    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, 4 · width]: what the linear layer sees. The caller owns it.</returns>
    internal Tensor Features(Tensor x)
    {
        using var scope = NewDisposeScope();
        foreach (var (convolution, norm) in stages) x = nn.functional.relu(norm.call(convolution.call(x)));
        return x.mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <param name="features">[N, 4 · width].</param>
    /// <returns>[N, classes]: what <see cref="forward"/> gives. The caller owns it.</returns>
    internal Tensor Scores(Tensor features) => head.call(features);

    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, classes]: the logarithm of the odds up to a constant per row. The caller owns it.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return head.call(Features(x)).MoveToOuterDisposeScope();
    }
}

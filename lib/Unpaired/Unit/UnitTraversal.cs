using Unpaired.Data;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Unit;

/// <summary>Moves codes along single channels, to see what a channel means in either domain.</summary>
public sealed class UnitTraversal
{
    private readonly UnitTranslator translator;
    private readonly float[] deviations;

    private UnitTraversal(UnitTranslator translator, IReadOnlyList<int> channels, float[] deviations)
    {
        this.translator = translator;
        Channels = channels;
        this.deviations = deviations;
    }

    /// <summary>All channels; first the one whose mean over places varies most between pictures.</summary>
    public IReadOnlyList<int> Channels { get; }

    /// <summary>Measures the channels of many codes.</summary>
    /// <param name="translator">Stays the caller's.</param>
    /// <param name="pictures">At least two, of one size.</param>
    /// <param name="domain">The domain they are of.</param>
    /// <exception cref="ArgumentException">Fewer than two pictures, or too small ones.</exception>
    public static UnitTraversal Of(UnitTranslator translator, IEnumerable<Picture> pictures, Domain domain)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] codes = [.. pictures.Select(picture => translator.Encode(picture, domain).to(float32))];
        if (codes.Length < 2)
            throw new ArgumentException($"Expected at least two pictures; got {codes.Length}.", nameof(pictures));
        var all = cat(codes, 0);
        float[] varied = all.mean([2, 3]).std(0).data<float>().ToArray();
        float[] deviations = all.transpose(0, 1).reshape(all.shape[1], -1).std(1).data<float>().ToArray();
        return new UnitTraversal(
            translator, [.. Enumerable.Range(0, varied.Length).OrderByDescending(channel => varied[channel])], deviations);
    }

    /// <summary>A picture whose code is shifted in one channel, at every place alike.</summary>
    /// <param name="input">Sides a multiple of 2^n_downsample.</param>
    /// <param name="from">The domain it is of.</param>
    /// <param name="to">The domain to draw it in.</param>
    /// <param name="channel">From 0.</param>
    /// <param name="shift">In standard deviations of that channel over pictures and places.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such channel.</exception>
    public Picture Shift(Picture input, Domain from, Domain to, int channel, double shift)
    {
        if (channel < 0 || channel >= deviations.Length)
            throw new ArgumentOutOfRangeException(
                nameof(channel), channel, $"Expected a channel of 0 to {deviations.Length - 1}.");
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var code = translator.Encode(input, from);
        code.narrow(1, channel, 1).add_((float)(shift * deviations[channel]));
        return translator.Decode(code, to);
    }
}

using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>Codes of many contents and examples, to see what a code varies with.</summary>
public static class CocoFunitCodes
{
    /// <summary>The vectors that the decoder reads, for every content with every example.</summary>
    /// <param name="model">Of either system; the codes of FUNIT are the same for all contents.</param>
    /// <param name="contents">Content pictures.</param>
    /// <param name="examples">Pictures by class, as many of each.</param>
    /// <returns>[classes, contents, examples, num_filters_mlp]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">No contents, or classes with different numbers of examples.</exception>
    public static Tensor Of(CocoFunitTranslator model, IReadOnlyList<Picture> contents, IClassPictures examples)
    {
        int[] counts = [.. Enumerable.Range(0, examples.ClassCount).Select(examples.Count)];
        if (contents.Count == 0 || counts.Length == 0 || counts.Any(count => count != counts[0] || count == 0))
            throw new ArgumentException($"Expected contents, and classes of as many examples each; got {contents.Count} "
                + $"contents and classes of {string.Join(", ", counts)}.", nameof(examples));
        using var scope = NewDisposeScope();
        return stack(Enumerable.Range(0, counts.Length).Select(one =>
        {
            var styles = Enumerable.Range(0, counts[one]).Select(k => model.EncodeStyle(examples[one, k])).ToList();
            return stack(contents.Select(content =>
                cat([.. styles.Select(style => model.ConditionedCode(content, style))], 0)));
        })).MoveToOuterDisposeScope();
    }
}

using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>Asks the heads of a discriminator one by one, the trained and the untrained question alike.</summary>
public static class FunitHeads
{
    /// <summary>The mean score that each head gives to true pictures of each class.</summary>
    /// <param name="discriminator">With as many heads as there are classes, or more.</param>
    /// <param name="pictures">Its classes, in the order of the heads; all pictures are looked at.</param>
    /// <returns>Rows: classes of the pictures; columns: heads, as many as classes.</returns>
    /// <exception cref="ArgumentException">Fewer heads than classes.</exception>
    public static double[,] MeanScores(FunitDiscriminator discriminator, IClassPictures pictures)
    {
        if (pictures.ClassCount > discriminator.Classes)
            throw new ArgumentException(
                $"Expected at most {discriminator.Classes} classes, one for each head; got {pictures.ClassCount}.",
                nameof(pictures));
        var scores = new double[pictures.ClassCount, pictures.ClassCount];
        using var quiet = no_grad();
        for (int row = 0; row < pictures.ClassCount; row++)
        {
            using var scope = NewDisposeScope();
            var batch = Picture.ToBatch(Enumerable.Range(0, pictures.Count(row)).Select(i => pictures[row, i]));
            float[] means = discriminator.Scores(discriminator.Features(batch)).mean([0, 2, 3]).to(float32)
                .data<float>().ToArray();
            for (int head = 0; head < pictures.ClassCount; head++) scores[row, head] = means[head];
        }
        return scores;
    }

    /// <summary>One head's score map as a grey picture of the judged picture's size, a square for each patch.</summary>
    /// <param name="discriminator">Whose head.</param>
    /// <param name="picture">What is judged.</param>
    /// <param name="head">Its class.</param>
    /// <returns>Black for a score of -1 and below (made), white for 1 and above (real).</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such head.</exception>
    public static Picture Map(FunitDiscriminator discriminator, Picture picture, int head)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(head);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(head, discriminator.Classes);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var maps = discriminator.Scores(discriminator.Features(Picture.ToBatch([picture])));
        var large = nn.functional.interpolate(maps.narrow(1, head, 1), [picture.Height, picture.Width]); // nearest
        return Picture.FromTensor(large[0].clamp(-1, 1).expand(3, -1, -1).contiguous());
    }
}

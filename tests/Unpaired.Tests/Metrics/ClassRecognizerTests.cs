using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Worlds;

namespace Unpaired.Tests.Metrics;

public sealed class ClassRecognizerTests
{
    private static readonly RecognizerOptions Quick = new() { Iterations = 60, BatchSize = 16, Width = 8 };

    [Fact]
    public void Train_ClassesThatDifferInTexture_AreToldApartOnPicturesNeverSeen()
    {
        using var recognizer = Trained(Quick);

        var share = recognizer.Accuracy(Unseen(40));

        Assert.True(share.Value > 0.9, share.ToString());
    }

    [Fact]
    public void Accuracy_WrongClassesAskedFor_IsNearZero()
    {
        using var recognizer = Trained(Quick);

        var share = recognizer.Accuracy([.. Unseen(40).Select(answer => (answer.Picture, (answer.Class + 1) % 3))]);

        Assert.True(share.Value < 0.1, share.ToString());
    }

    [Fact]
    public void Load_SavedRecognizer_AnswersTheSame()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            using var recognizer = Trained(Quick with { Iterations = 5 });
            recognizer.Save(path);
            using var loaded = ClassRecognizer.Load(path);

            var pictures = Unseen(9).Select(answer => answer.Picture).ToList();
            using var before = recognizer.Features(pictures);
            using var after = loaded.Features(pictures);

            Assert.Equal(recognizer.Classes, loaded.Classes);
            Assert.Equal(recognizer.Recognize(pictures), loaded.Recognize(pictures));
            Assert.Equal(before.data<float>().ToArray(), after.data<float>().ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Train_SameSeedTwice_GivesTheSameFeatures()
    {
        using var first = Trained(Quick with { Iterations = 3 });
        using var second = Trained(Quick with { Iterations = 3 });
        var pictures = Unseen(3).Select(answer => answer.Picture).ToList();

        using var a = first.Features(pictures);
        using var b = second.Features(pictures);

        Assert.Equal(a.data<float>().ToArray(), b.data<float>().ToArray());
    }

    [Fact]
    public void Train_Cancelled_ThrowsAndReturnsNothing()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => ClassRecognizer.Train(new Stripes(), Quick, cancellation: cancellation.Token));
    }

    [Fact]
    public void Accuracy_ClassThatDoesNotExist_IsNamed()
    {
        using var recognizer = Trained(Quick with { Iterations = 1 });

        var error = Assert.Throws<ArgumentException>(() => recognizer.Accuracy([(new Stripes()[0, 0], 3)]));

        Assert.Contains("0 to 2; got 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StandardError_OfAShare_IsThatOfABinomial()
    {
        Assert.Equal(0.05, new Share(50, 100).StandardError, 12);
        Assert.Equal("25.0 % of 8", new Share(2, 8).ToString());
    }

    private static ClassRecognizer Trained(RecognizerOptions options) =>
        ClassRecognizer.Train(new Stripes(), options, cancellation: TestContext.Current.CancellationToken);

    private static List<(Picture Picture, int Class)> Unseen(int count) =>
        [.. Enumerable.Range(0, count).Select(i => (new Stripes()[i % 3, 1000 + i], i % 3))];

    /// <summary>Horizontal, vertical and diagonal stripes in any colour, at any phase.</summary>
    private sealed class Stripes : IClassPictures
    {
        private const int Side = 16;

        public int ClassCount => 3;

        public string Name(int classIndex) => $"stripes {classIndex}";

        public int Count(int classIndex) => 500;

        public Picture this[int classIndex, int index]
        {
            get
            {
                var draws = new SplitMixRandom(index, classIndex);
                int phase = draws.Next(6);
                byte[] colour = [(byte)draws.Next(128, 256), (byte)draws.Next(128, 256), (byte)draws.Next(128, 256)];
                byte[] rgb = new byte[Side * Side * 3];
                for (int y = 0; y < Side; y++)
                {
                    for (int x = 0; x < Side; x++)
                    {
                        int along = classIndex switch { 0 => x, 1 => y, _ => x + y };
                        if ((along + phase) % 6 < 3) colour.CopyTo(rgb, ((y * Side) + x) * 3);
                    }
                }
                return new Picture(Side, Side, rgb);
            }
        }
    }
}

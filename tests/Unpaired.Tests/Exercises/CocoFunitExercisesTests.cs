using Unpaired.CocoFunit;
using Unpaired.Exercises;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tests.Exercises;

public sealed class CocoFunitExercisesTests
{
    private static readonly ExerciseSheet Sheet = new(CocoFunitExercises.All);

    private static Tensor Unit(Tensor vector) => vector / vector.norm();

    [Fact]
    public void Sigma_PowerIterationPassesAndShortcutsFail()
    {
        static double Right(Tensor matrix, Tensor u, int iterations)
        {
            var v = zeros(matrix.shape[1]);
            for (int i = 0; i < iterations; i++)
            {
                v = Unit(matrix.t().mv(u));
                u = Unit(matrix.mv(v));
            }
            return u.dot(matrix.mv(v)).item<float>();
        }

        Assert.True(Sheet.Function("coco-5", Right).Passed);
        Assert.Contains("after one iteration", Sheet.Function("coco-5", (Tensor matrix, Tensor u, int iterations) =>
            (double)linalg.svdvals(matrix)[0].item<float>()).Message);
        Assert.False(Sheet.Function("coco-5", (Tensor matrix, Tensor u, int iterations) => matrix.norm().item<float>()).Passed);
        Assert.False(Sheet.Function("coco-5", (Tensor matrix, Tensor u, int iterations) =>
            Right(matrix, u, 1)).Passed);
    }

    [Fact]
    public void StyledNorm_GammaFirstPassesAndOthersFail()
    {
        static Tensor Normalised(Tensor x) =>
            (x - x.mean([2, 3], keepdim: true)) / (x.var([2, 3], unbiased: false, keepdim: true) + 1e-5).sqrt();
        static (Tensor First, Tensor Second) Halves(Tensor x, Tensor parameters) =>
            (parameters[.., ..(int)x.shape[1]].unsqueeze(-1).unsqueeze(-1), parameters[.., (int)x.shape[1]..].unsqueeze(-1).unsqueeze(-1));

        Assert.True(Sheet.Function("coco-6", (Tensor x, Tensor parameters) =>
            Normalised(x) * (Halves(x, parameters).First + 1) + Halves(x, parameters).Second).Passed);
        Assert.Contains("which half", Sheet.Function("coco-6", (Tensor x, Tensor parameters) =>
            Normalised(x) * (Halves(x, parameters).Second + 1) + Halves(x, parameters).First).Message);
        Assert.Contains("parameters 0", Sheet.Function("coco-6", (Tensor x, Tensor parameters) =>
            Normalised(x) * Halves(x, parameters).First + Halves(x, parameters).Second).Message);
    }

    [Fact]
    public void Projection_AsTheDiscriminatorJudges_Passes()
    {
        static Tensor Right(Tensor x, Tensor weight, Tensor classes) =>
            (nn.functional.leaky_relu(x, 0.2) * weight.view(1, -1, 1, 1)).sum(1, keepdim: true)
            + (classes * x.mean([2, 3])).sum(1).view(-1, 1, 1, 1);

        Assert.True(Sheet.Function("coco-7", Right).Passed);
        Assert.Contains("plain mean", Sheet.Function("coco-7", (Tensor x, Tensor weight, Tensor classes) =>
            (nn.functional.leaky_relu(x, 0.2) * (weight + classes).view(2, -1, 1, 1)).sum(1, keepdim: true)).Message);
        Assert.Contains("slope 0.2", Sheet.Function("coco-7", (Tensor x, Tensor weight, Tensor classes) =>
            (x * weight.view(1, -1, 1, 1)).sum(1, keepdim: true)).Message);
        // The exercise asks for what the library does: F in, scores out.
        using var discriminator = new CocoFunitDiscriminator(new CocoFunitDiscriminatorConfig
        {
            Width = 2,
            MaximumWidth = 4,
            Layers = 2,
            ClassCount = 3,
            Weights = WeightNormalization.None,
        });
        using var random = new Generator(2);
        LayeredInitialization.Apply(discriminator, LayeredStart.Default, 1, random);
        var x = randn([2, 3, 12, 16], generator: random);
        var labels = tensor(new long[] { 2, 0 });
        var parameters = discriminator.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        var own = Right(discriminator.Stages(x).Last(), parameters["model.classifier.layers.conv.weight"].flatten(),
            parameters["model.embedder.weight"][labels]) + parameters["model.classifier.layers.conv.bias"];
        Assert.True((own - discriminator.Judge(x, labels).Scores).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Agreement_OverPairsPassesAndOthersFail()
    {
        static Tensor Pairs(Tensor x, Func<Tensor, Tensor, Tensor> combine) =>
            combine(x.unsqueeze(0), x.unsqueeze(1)).to(float64).sum([2, 3]);
        static double Right(Tensor x)
        {
            var ratios = Pairs(x, (a, b) => a.logical_and(b)) / Pairs(x, (a, b) => a.logical_or(b));
            long n = x.shape[0];
            return (ratios.sum().item<double>() - n) / (n * (n - 1));
        }

        Assert.True(Sheet.Function("coco-8", Right).Passed);
        Assert.False(Sheet.Function("coco-8", (Tensor x) =>
            (Pairs(x, (a, b) => a.logical_and(b)) / Pairs(x, (a, b) => a.logical_or(b))).mean().item<double>()).Passed);
        Assert.False(Sheet.Function("coco-8", (Tensor x) => double.NaN).Passed);
    }

    [Theory]
    [InlineData("coco-1", 13952, true)]
    [InlineData("coco-1", 6976, false)]
    [InlineData("coco-3", 0.7, true)]
    [InlineData("coco-3", -0.3, false)]
    [InlineData("coco-4", 693, true)]
    [InlineData("coco-4", 500, false)]
    public void Number_ByHand_IsJudged(string id, double answer, bool right) =>
        Assert.Equal(right, Sheet.Number(id, answer).Passed);

    [Fact]
    public void Numbers_AreThoseOfTheLibrary()
    {
        using var scores = tensor(new[] { 0.3f, -1.4f });
        using var real = CocoFunitLosses.Discriminator(GanMode.Hinge, scores[0], real: true);
        using var fake = CocoFunitLosses.Discriminator(GanMode.Hinge, scores[1], real: false);
        Assert.True(Sheet.Number("coco-3", Math.Round(real.item<float>() + fake.item<float>(), 5)).Passed);
        Assert.True(Sheet.Shape("coco-2", 2, 1, 3, 5).Passed);
        Assert.False(Sheet.Shape("coco-2", 2, 1, 5, 3).Passed);
        // Norms of the published decoder: what their linear layers give out.
        var config = CocoFunitConfig.AnimalFaces.Generator with { MlpWidth = 1, StyleSize = 1, StyleBiasSize = 1 };
        using var generator = new CocoFunitGenerator(config with { Width = 1, ContentDownsamplings = 4 });
        long outputs = generator.named_parameters()
            .Where(entry => entry.name.Contains("norm.fc") && entry.name.EndsWith("bias", StringComparison.Ordinal))
            .Sum(entry => entry.parameter.numel());
        Assert.True(Sheet.Number("coco-1", outputs * 64).Passed);
    }

    [Theory]
    [InlineData("coco-p1", "a", 0.95)]
    [InlineData("coco-p1", "b", 0.8)]
    [InlineData("coco-p1", "c", 0.5)]
    [InlineData("coco-p2", "a", 1.7)]
    [InlineData("coco-p2", "b", 1.0)]
    [InlineData("coco-p2", "c", 0.2)]
    [InlineData("coco-p3", "a", 0.5, 0.6, 0.7, 0.8)]
    [InlineData("coco-p3", "b", 0.5, 0.6, 0.8, 0.7)]
    [InlineData("coco-p3", "c", 0.6, 0.5, 0.8, 0.7)]
    [InlineData("coco-p4", "a", 0.5, 0.6)]
    [InlineData("coco-p4", "b", 0.5, 0.52)]
    [InlineData("coco-p4", "c", 0.6, 0.5)]
    public void Prediction_MeasuredNumbers_ChooseTheLetter(string id, string happened, params double[] measured) =>
        Assert.Equal(CheckOutcome.Right, Sheet.Guess(id, happened, measured).Outcome);

    [Fact]
    public void All_HintsAreGivenAndHoldNoNumberExpected()
    {
        Assert.All(CocoFunitExercises.All.Where(exercise => exercise is not Prediction),
            exercise => Assert.NotEqual("", exercise.Hint));
        Assert.All(CocoFunitExercises.All.OfType<NumberExercise>(),
            exercise => Assert.DoesNotContain(exercise.Expected.ToString("0.##"), exercise.Hint));
        Assert.All(CocoFunitExercises.All.OfType<Prediction>(), prediction =>
            Assert.Subset(prediction.Options.Keys.ToHashSet(), prediction.Why.Keys.ToHashSet()));
    }
}

using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tests.Layers;

public sealed class LossTests
{
    [Fact]
    public void LeastSquares_HandWorkedScores_SumsScalesWithoutHalves()
    {
        using var scope = NewDisposeScope();
        Tensor[] fake = [tensor(new[] { 2f, 0f }), tensor(new[] { -1f })];
        Tensor[] real = [tensor(new[] { 1f, 2f }), tensor(new[] { 0f })];
        Assert.Equal(2 + 1 + 0.5f + 1, GanLoss.Discriminator(GanKind.LeastSquares, fake, real).item<float>());
        Assert.Equal(1 + 4, GanLoss.Generator(GanKind.LeastSquares, fake).item<float>());
    }

    [Fact]
    public void NonSaturating_HandWorkedScores_IsCrossEntropy()
    {
        using var scope = NewDisposeScope();
        Tensor[] fake = [tensor(new[] { 0.0, Math.Log(3) })]; // σ = 0.5, 0.75
        Tensor[] real = [tensor(new[] { -Math.Log(4) })];     // σ = 0.2
        Assert.Equal(
            (Math.Log(2) + Math.Log(4)) / 2 + Math.Log(5),
            GanLoss.Discriminator(GanKind.NonSaturating, fake, real).item<double>(), 1e-12);
        Assert.Equal(
            (Math.Log(2) + Math.Log(4.0 / 3)) / 2, GanLoss.Generator(GanKind.NonSaturating, fake).item<double>(),
            1e-12);
    }

    [Fact]
    public void NonSaturating_SaturatedScore_StopsAt100WithoutGradient()
    {
        using var scope = NewDisposeScope();
        var score = tensor(new[] { -1000.0 }).requires_grad_(true);
        var loss = GanLoss.Generator(GanKind.NonSaturating, [score]);
        loss.backward();
        Assert.Equal(100, loss.item<double>());
        Assert.Equal(0, score.grad!.item<double>());
    }

    [Fact]
    public void Prepare_PureRed_BecomesBlueGreenRedMinusMeans()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, -1f, -1f }, [1, 3, 1, 1]);
        double[] expected = [-103.939, -116.779, 255 - 123.680];
        Assert.All(expected.Zip(PerceptualLoss.Prepare(x).data<float>().ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Vgg_Narrow_HasNoFourthPoolingAndThirteenLayers()
    {
        using var scope = NewDisposeScope();
        using var vgg = new Vgg16Features([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3]);
        Assert.Equal([1, 3, 4, 6], vgg.call(zeros(1, 3, 32, 48)).shape);
        Assert.Equal(26, vgg.state_dict().Count);
        Assert.Contains("conv5_3.bias", vgg.state_dict().Keys);
        Assert.Throws<ArgumentException>(() => new Vgg16Features([1, 2]));
    }

    [Fact]
    public void Perceptual_SamePicture_IsZeroAndIgnoresBrightnessOfFeatures()
    {
        using var scope = NewDisposeScope();
        using var vgg = Vgg16Features.Load(Munit.MunitGoldens.File("vgg_narrow/models/vgg16.weight"));
        var x = rand(1, 3, 24, 24) * 2 - 1;
        Assert.Equal(0, PerceptualLoss.Between(vgg, x, x).item<float>());
        Assert.True(PerceptualLoss.Between(vgg, x, -x).item<float>() > 0);
        Assert.All(vgg.parameters(), parameter => Assert.False(parameter.requires_grad));
        var features = PerceptualLoss.Features(vgg, x);
        Assert.True(features.mean([2, 3]).abs().max().item<float>() < 1e-4);
    }
}

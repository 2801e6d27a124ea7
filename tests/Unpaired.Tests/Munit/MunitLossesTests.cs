using Unpaired.Munit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Munit;

public sealed class MunitLossesTests
{
    private static readonly MunitConfig Config = MunitConfig.Seminar32 with
    {
        GanWeight = 2,
        CycleWeight = 3,
        PerceptualWeight = 4,
        StyleReconstructionWeight = 5,
    };

    [Fact]
    public void Generator_HandWorkedBatch_GivesEveryPart()
    {
        using var scope = NewDisposeScope();
        Tensor Picture(double value) => full(1, 3, 2, 2, value);
        var pass = new MunitForward
        {
            ContentA = Picture(1),
            ContentB = Picture(2),
            ReconstructionA = Picture(0.5),   // x_a = 0: distance 0.5
            ReconstructionB = Picture(0.25),  // x_b = 1: distance 0.75
            TranslationBtoA = Picture(0),
            TranslationAtoB = Picture(0),
            ContentAAgain = Picture(1.25),    // 0.25
            ContentBAgain = Picture(0.5),     // 1.5
            StyleAAgain = full(1, 2, 1, 1, 3), // s_a = 1: 2
            StyleBAgain = full(1, 2, 1, 1, -1), // s_b = 0: 1
            CycleA = Picture(-0.125),         // 0.125
            CycleB = Picture(0.875),          // 0.125
        };
        var losses = MunitLosses.Generator(
            Config, Picture(0), Picture(1), ones(1, 2, 1, 1), zeros(1, 2, 1, 1), pass,
            new JudgedTranslations(
                [tensor(new[] { 3f, 1f }), tensor(new[] { 2f })], // ((3-1)² + 0) / 2 + 1 = 3
                [tensor(new[] { 0.5f }), tensor(new[] { 1.5f })], // 0.25 + 0.25
                full(1, 0.0625).squeeze(), full(1, 0.5).squeeze()));
        var expected = new (string, double, double)[]
        {
            ("gen_adv_a", 2, 3), ("gen_adv_b", 2, 0.5),
            ("gen_recon_x_a", 10, 0.5), ("gen_recon_x_b", 10, 0.75),
            ("gen_recon_s_a", 5, 2), ("gen_recon_s_b", 5, 1),
            ("gen_recon_c_a", 1, 0.25), ("gen_recon_c_b", 1, 1.5),
            ("gen_cycrecon_x_a", 3, 0.125), ("gen_cycrecon_x_b", 3, 0.125),
            ("gen_vgg_a", 4, 0.0625), ("gen_vgg_b", 4, 0.5),
        };
        Assert.Equal(expected, losses.Select(part => (part.Name, part.Weight, part.Value.to(float64).item<double>())));
        // 6 + 1 + 5 + 7.5 + 10 + 5 + 0.25 + 1.5 + 0.375 + 0.375 + 0.25 + 2
        Assert.Equal(39.25, LossPart.Total(losses).to(float64).item<double>(), 1e-6);
    }

    [Fact]
    public void Generator_WithoutCycleAndPerceptual_ReportsZeros()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1, 3, 2, 2);
        var pass = new MunitForward
        {
            ContentA = x,
            ContentB = x,
            ReconstructionA = x,
            ReconstructionB = x,
            TranslationBtoA = x,
            TranslationAtoB = x,
            ContentAAgain = x,
            ContentBAgain = x,
            StyleAAgain = x,
            StyleBAgain = x,
        };
        var losses = MunitLosses.Generator(
            Config, x, x, x, x, pass, new JudgedTranslations([ones(1)], [ones(1)], null, null));
        Assert.All(losses, part => Assert.Equal(0, part.Value.item<float>()));
    }

    [Fact]
    public void Discriminator_HandWorkedScores_SumsScales()
    {
        using var scope = NewDisposeScope();
        Tensor[] fake = [tensor(new[] { 1f, 3f }), tensor(new[] { 2f })]; // (1 + 9) / 2 + 4 = 9
        Tensor[] real = [tensor(new[] { 1f, 0f }), tensor(new[] { -1f })]; // 0.5 + 4 = 4.5
        var losses = TwoDomainLosses.Discriminator(
            Config, (new DomainScores(fake, real), new DomainScores(real, fake)));
        Assert.Equal(("dis_a", 2.0, 13.5f), (losses[0].Name, losses[0].Weight, losses[0].Value.item<float>()));
        // fake (1, 0), -1: 0.5 + 1; real (1, 3), 2: 2 + 1
        Assert.Equal(("dis_b", 2.0, 4.5f), (losses[1].Name, losses[1].Weight, losses[1].Value.item<float>()));
    }
}

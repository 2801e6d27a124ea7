using Unpaired.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

public sealed class UnitLossesTests
{
    private static readonly UnitConfig Config = UnitConfig.Seminar32 with
    {
        GanWeight = 2,
        CycleWeight = 3,
        PerceptualWeight = 4,
        DivergenceWeight = 0.5,
        CycleDivergenceWeight = 0.25,
    };

    [Fact]
    public void Generator_HandWorkedBatch_GivesEveryPart()
    {
        using var scope = NewDisposeScope();
        Tensor Picture(double value) => full(1, 3, 2, 2, value);
        var pass = new UnitForward
        {
            LatentA = Picture(2),             // h² = 4
            LatentB = Picture(-3),            // 9
            ReconstructionA = Picture(0.5),   // x_a = 0: distance 0.5
            ReconstructionB = Picture(0.25),  // x_b = 1: distance 0.75
            TranslationBtoA = Picture(0),
            TranslationAtoB = Picture(0),
            LatentAAgain = Picture(4),        // 16
            LatentBAgain = Picture(0.5),      // 0.25
            CycleA = Picture(-0.125),         // 0.125
            CycleB = Picture(0.75),           // 0.25
        };
        var judged = new JudgedTranslations(
            [tensor(new[] { 3f, 1f }), tensor(new[] { 2f })],     // ((3-1)² + 0) / 2 + 1 = 3
            [tensor(new[] { 0.5f }), tensor(new[] { 1.5f })],     // 0.25 + 0.25
            full(1, 0.0625).squeeze(), full(1, 0.5).squeeze());
        var losses = UnitLosses.Generator(Config, Picture(0), Picture(1), pass, judged);
        var expected = new (string, double, double)[]
        {
            ("gen_adv_a", 2, 3), ("gen_adv_b", 2, 0.5),
            ("gen_recon_x_a", 10, 0.5), ("gen_recon_x_b", 10, 0.75),
            ("gen_recon_kl_a", 0.5, 4), ("gen_recon_kl_b", 0.5, 9),
            ("gen_cyc_x_a", 3, 0.125), ("gen_cyc_x_b", 3, 0.25),
            ("gen_recon_kl_cyc_aba", 0.25, 16), ("gen_recon_kl_cyc_bab", 0.25, 0.25),
            ("gen_vgg_a", 4, 0.0625), ("gen_vgg_b", 4, 0.5),
        };
        Assert.Equal(expected, losses.Select(part => (part.Name, part.Weight, part.Value.to(float64).item<double>())));
        // 6 + 1 + 5 + 7.5 + 2 + 4.5 + 0.375 + 0.75 + 4 + 0.0625 + 0.25 + 2
        Assert.Equal(33.4375, LossPart.Total(losses).to(float64).item<double>(), 1e-6);
    }

    [Fact]
    public void Generator_WithoutCycleAndPerceptual_ReportsZeros()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1, 3, 2, 2);
        var pass = new UnitForward
        {
            LatentA = x,
            LatentB = x,
            ReconstructionA = x,
            ReconstructionB = x,
            TranslationBtoA = x,
            TranslationAtoB = x,
            LatentAAgain = x,
            LatentBAgain = x,
        };
        var losses = UnitLosses.Generator(Config, x, x, pass, new JudgedTranslations([ones(1)], [ones(1)], null, null));
        Assert.Equal(12, losses.Count);
        Assert.All(losses, part => Assert.Equal(0, part.Value.item<float>()));
    }

    [Fact]
    public void Divergence_Gradient_IsTwiceTheMeanOverTheElements()
    {
        using var scope = NewDisposeScope();
        var latent = tensor(new[] { 1.0, -2.0, 0.0, 4.0 }).requires_grad_();
        UnitLosses.Divergence(latent).backward();
        Assert.Equal([0.5, -1.0, 0.0, 2.0], latent.grad!.data<double>().ToArray());
    }
}

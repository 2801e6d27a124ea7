using System.Globalization;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>The cases that train: one iteration, twenty, and one after a resume.</summary>
public abstract partial class ImaginaireVerifier
{
    // With β₁ = 0 Adam moves every number by about the learning rate, however small its gradient: in float32 those
    // whose gradient is rounding noise walk at random, and after twenty iterations two ways of adding up the same sums
    // (Faithful and Fast) are as far apart from each other as from the original.
    private static readonly GoldenTolerance SingleLosses = new(1e-2, 1e-4, 1e-4), SingleFinal = new(1e-1, 1e-4, 1e-4);

    private void OneIteration(GoldenCase golden, GoldenComparison compare)
    {
        if (!golden.Main.Below("loss.").Any()) return;
        using var trainer = Start(golden);
        using var scope = NewDisposeScope();
        var batch = BatchOf(golden, trainer, golden.In);
        double rate = trainer.DiscriminatorRate;
        var losses = trainer.UpdateDiscriminator(batch);
        CheckGradients(golden, compare, trainer, "grad." + NetD);
        CheckAfter(golden, compare, golden.Main, trainer, "after1." + NetD, rate);
        rate = trainer.GeneratorRate;
        losses = [.. losses, .. trainer.UpdateGenerator(batch, losses)];
        CheckGradients(golden, compare, trainer, "grad." + NetG);
        trainer.Finish();
        CheckAfter(golden, compare, golden.Main, trainer, "after1." + NetG, rate);
        CheckVectors(golden, compare, trainer, "uv.after_iteration.");
        // dis_gan of the log is dis.gan in these files.
        foreach (var loss in losses)
            compare.CheckIfThere($"loss.{loss.Name[..3]}.{loss.Name[4..]}", tensor(loss.Value));
    }

    private void Resume(GoldenCase golden, GoldenComparison compare, GoldenTensors file)
    {
        using var trainer = new CocoFunitTrainer(ConfigOf(golden), mode, dtype: golden.Type);
        using var scope = NewDisposeScope();
        trainer.ResumeOriginal(Path.GetDirectoryName(Checkpoint(golden))!);
        // Where the file has no inputs of its own, it continues with those of the main file.
        Tensor In(string name) => file.Has("in." + name) ? file["in." + name] : golden.In(name);
        var (discriminatorRate, generatorRate) = (trainer.DiscriminatorRate, trainer.GeneratorRate);
        var batch = BatchOf(golden, trainer, In);
        trainer.Step(batch.Content, batch.ContentLabels, batch.Style, batch.StyleLabels);
        CheckAfter(golden, compare, file, trainer, "after1." + NetD, discriminatorRate);
        CheckAfter(golden, compare, file, trainer, "after1." + NetG, generatorRate);
    }

    private void Trajectory(GoldenCase golden, GoldenComparison compare, GoldenTensors file)
    {
        using var trainer = Start(golden);
        using var scope = NewDisposeScope();
        int batches = 0;
        while (file.Has(BatchName(batches, "xa"))) batches++;
        var recorded = new Dictionary<string, List<double>>();
        void Record(string name, double value)
        {
            if (!recorded.TryGetValue(name, out var values)) recorded[name] = values = [];
            values.Add(value);
        }
        long iterations = file["loss.gen_total"].numel();
        for (int i = 0; i < iterations; i++)
        {
            int at = i % batches;
            using var inner = NewDisposeScope();
            var batch = BatchOf(golden, trainer, name => file[BatchName(at, name)]);
            Record("lr_dis", trainer.DiscriminatorRate);
            Record("lr_gen", trainer.GeneratorRate);
            foreach (var loss in trainer.Step(
                batch.Content, batch.ContentLabels, batch.Style, batch.StyleLabels))
                Record(loss.Name, loss.Value);
            if (trainer.Average is { } average) Record("ema_l2", Length(average.Generator.parameters()));
        }
        foreach (var (name, values) in recorded)
        {
            if (file.Has($"loss.{name}")) compare.Check(file, $"loss.{name}", [.. values], Wider(golden, SingleLosses));
        }
        CheckFinal(golden, compare, file, trainer);
    }

    /// <summary>What the networks do at the end of a trajectory, with its first batch.</summary>
    private static void CheckFinal(
        GoldenCase golden, GoldenComparison compare, GoldenTensors file, CocoFunitTrainer trainer)
    {
        using var quiet = no_grad();
        void Check(string name, Func<Tensor> value)
        {
            if (file.Has(name)) compare.Check(file, name, value(), Wider(golden, SingleFinal));
        }
        var batch = BatchOf(golden, trainer, name => file[BatchName(0, name)]);
        trainer.Generator.eval();
        trainer.Discriminator.eval();
        Check("out.final.net.images_trans", () => trainer.Generator.Translate(batch.Content, batch.Style));
        if (trainer.Average is { } average)
            Check("out.final.avg.images_trans", () => average.Generator.Translate(batch.Content, batch.Style));
        Check("out.final.dis", () => trainer.Discriminator.Judge(batch.Style, batch.StyleLabels).Scores);
        Check("out.final.param_l2.net_G", () => Lengths(trainer.GeneratorOptimizer));
        Check("out.final.param_l2.net_D", () => Lengths(trainer.DiscriminatorOptimizer));
    }

    private static void CheckGradients(
        GoldenCase golden, GoldenComparison compare, CocoFunitTrainer trainer, string prefix)
    {
        var state = State(trainer);
        foreach (string name in golden.Main.Below(prefix))
        {
            if (!state.TryGetValue(name["grad.".Length..], out var parameter)) continue;
            compare.Check(name, parameter.grad ?? zeros_like(parameter));
        }
    }

    private static void CheckAfter(
        GoldenCase golden, GoldenComparison compare, GoldenTensors file, CocoFunitTrainer trainer, string prefix,
        double learningRate)
    {
        var state = State(trainer);
        foreach (string name in file.Below(prefix))
        {
            string own = name["after1.".Length..];
            if (!state.TryGetValue(own, out var value)) continue;
            compare.Check(file, name, Forgiven(golden, file[name], own, value, learningRate));
        }
    }

    /// <summary>
    /// Adam's first step is about the learning rate times the sign of the gradient. In float32 that sign is chance
    /// where the gradient is rounding noise beside its largest element, so there two steps apart still count as equal.
    /// </summary>
    private static Tensor Forgiven(
        GoldenCase golden, Tensor expected, string name, Tensor value, double learningRate)
    {
        string gradientName = "grad." + name.Replace(
            CocoFunitFiles.Averaged, CocoFunitFiles.Trained, StringComparison.Ordinal);
        if (golden.Type != ScalarType.Float32 || !golden.Main.Has(gradientName)) return value;
        var gradient = golden.Main[gradientName].abs();
        double noise = 1e-8 + 1e-4 * gradient.max().item<double>();
        var actual = value.detach().to(float64);
        var chance = gradient.lt(noise).logical_and((actual - expected).abs().lt(2.1 * learningRate));
        return where(chance, expected, actual);
    }

    private static FewShotPictures BatchOf(GoldenCase golden, CocoFunitTrainer trainer, Func<string, Tensor> input) =>
        trainer.Checked(input("xa").to(golden.Type), input("la"), input("xb").to(golden.Type), input("lb"));

    private static string BatchName(int index, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"in.batch{index}.{name}");

    private static GoldenTolerance? Wider(GoldenCase golden, GoldenTolerance tolerance) =>
        golden.Type == ScalarType.Float32 ? tolerance : null;

    private static Tensor Lengths(AdamOptimizer optimizer) =>
        tensor(optimizer.Parameters.Select(parameter => Length([parameter])).ToArray());

    private static double Length(IEnumerable<Tensor> tensors) => Math.Sqrt(
        tensors.Sum(one => one.detach().to(float64).square().sum().item<double>()));
}

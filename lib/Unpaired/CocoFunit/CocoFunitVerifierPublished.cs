using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>The cases at the published size: names and shapes, and outputs with weights that a formula gives.</summary>
public abstract partial class ImaginaireVerifier
{
    private const int LabelOfFormula = 17;

    private static readonly (string Tag, CocoFunitConfig Config)[] Published =
    [
        ("coco_funit", CocoFunitConfig.AnimalFaces119),
        ("funit", CocoFunitConfig.AnimalFaces119 with { Generator = CocoFunitConfig.FunitAnimalFaces.Generator }),
    ];

    private static void PublishedState(GoldenCase golden, GoldenComparison compare)
    {
        foreach (var (tag, config) in Published)
        {
            using var generator = new CocoFunitGenerator(config.Generator);
            CheckState(golden, compare, $"{tag}.generator", "generator.", generator);
            using var discriminator = new CocoFunitDiscriminator(config.Discriminator);
            CheckState(golden, compare, $"{tag}.discriminator", "", discriminator);
        }
    }

    private static void CheckState(
        GoldenCase golden, GoldenComparison compare, string network, string prefix, nn.Module module)
    {
        static string Line(string name, IEnumerable<long> shape) => $"{name} [{string.Join(", ", shape)}]";
        string[] expected = [.. golden.Property(network).EnumerateArray().Select(entry => Line(
            entry.GetProperty("name").GetString()!,
            entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())))];
        string[] found = [.. CocoFunitFiles.Named(module, prefix).Select(entry => Line(entry.Key, entry.Value.shape))];
        compare.CheckThat($"state.{network}", found.SequenceEqual(expected), FirstDifference(expected, found));
        expected = [.. golden.Property($"{network}.parameters_in_optimizer_order").EnumerateArray()
            .Select(name => name.GetString()!)];
        found = [.. module.named_parameters().Select(entry => prefix + entry.name)];
        compare.CheckThat($"order.{network}", found.SequenceEqual(expected), FirstDifference(expected, found));
        double count = module.parameters().Sum(parameter => parameter.numel());
        compare.CheckNumbers($"count.{network}", [golden.Property($"{network}.num_params").GetDouble()], [count]);
    }

    private static void PublishedSize(GoldenCase golden, GoldenComparison compare)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var pictures = Formula(2 * 3 * 64 * 64, i => (i * i * 17 + i * 101 + 7) % 2003 / 2002.0 * 2 - 1)
            .view(2, 3, 64, 64).to(golden.Type);
        var (content, style) = (pictures.narrow(0, 0, 1), pictures.narrow(0, 1, 1));
        foreach (var (tag, config) in Published)
        {
            if (!golden.Main.Below($"{tag}.").Any()) continue;
            using var inner = NewDisposeScope();
            using var generator = new CocoFunitGenerator(config.Generator);
            Fill(generator, golden.Type);
            generator.eval();
            var code = generator.ContentEncoder.call(content);
            var example = generator.StyleEncoder.call(style);
            compare.CheckIfThere($"{tag}.content.mean", code.mean([2, 3]));
            compare.CheckIfThere($"{tag}.style", example);
            compare.CheckIfThere($"{tag}.trans.16x16", EveryFourth(generator.Decode(code, example)));
            compare.CheckIfThere(
                $"{tag}.recon.16x16", EveryFourth(generator.Decode(code, generator.StyleEncoder.call(content))));
        }
        using var discriminator = new CocoFunitDiscriminator(CocoFunitConfig.AnimalFaces119.Discriminator);
        Fill(discriminator, golden.Type);
        foreach (var vector in discriminator.buffers()) vector.fill_(1 / Math.Sqrt(vector.numel()));
        var label = tensor(new long[] { LabelOfFormula });
        CheckScores(compare, "dis.train1.", discriminator.Judge(style, label));
        discriminator.eval();
        CheckScores(compare, "dis.eval_after.", discriminator.Judge(style, label));
    }

    private static Tensor EveryFourth(Tensor x) => x[.., .., TensorIndex.Slice(step: 4), TensorIndex.Slice(step: 4)];

    /// <summary>Weight i of parameter t: u = ((31 i² + 7919 i + 104729 t) mod 1000003) / 1000003 − ½ times √(12 / fan
    /// in), or times 0.2 for vectors.</summary>
    private static void Fill(nn.Module network, ScalarType type)
    {
        TorchSharp.ModuleExtensionMethods.to(network, type);
        long t = 0;
        foreach (var parameter in network.parameters())
        {
            using var scope = NewDisposeScope();
            long place = t++ * 104729;
            double size = parameter.dim() > 1 ? Math.Sqrt(12.0 * parameter.shape[0] / parameter.numel()) : 0.2;
            var values = Formula(
                parameter.numel(), i => ((i * i * 31 + i * 7919 + place) % 1000003 / 1000003.0 - 0.5) * size);
            parameter.copy_(values.view(parameter.shape));
        }
    }

    private static Tensor Formula(long count, Func<long, double> value)
    {
        double[] values = new double[count];
        for (long i = 0; i < count; i++) values[i] = value(i);
        return tensor(values, dtype: float64);
    }
}

using System.Globalization;
using TorchSharp;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>
/// Compares a dump that a user made in a clone of an original repository (the helper is in this folder's README): the
/// same checkpoint and inputs in our network, layer by layer in the order of computation.
/// </summary>
internal static class DumpVerification
{
    /// <summary>What the JSON file of a dump says as its case.</summary>
    public const string Case = "dump";

    private const string Output = "out.";

    /// <exception cref="IOException">The checkpoint is missing, or a file is damaged.</exception>
    public static IReadOnlyList<GroupResult> Verify(GoldenCase golden)
    {
        string checkpoint = golden.Property("checkpoint").GetString() ?? "";
        var names = golden.Main.Expected.Where(name => name.StartsWith(Output, StringComparison.Ordinal))
            .Select(name => name[Output.Length..]).ToHashSet();
        var model = DumpNetworks.Build(new DumpDescription(golden.System, golden.Config, golden.PathOf(checkpoint),
            golden.Property("key").GetString() ?? "", golden.JsonPath, names));
        using var network = model.Network;
        network.to(golden.Type);
        network.eval();
        using var quiet = no_grad();
        var inputs = new List<Tensor>();
        while (golden.HasInput(Number(inputs.Count)) || inputs.Count < model.Inputs)
            inputs.Add(golden.In(Number(inputs.Count)));
        var compare = new GoldenComparison(golden);
        // Their numbers are no better than the precision in which they computed: layer after layer of float32 came to
        // 9e-5 in a generator whose float64 dump agrees to 7e-15.
        bool single = golden.Json.TryGetProperty("computed", out var computed)
            && computed.GetString() != "torch.float64";
        var tolerance = single ? new GoldenTolerance(1e-3, 1e-4, 1e-5) : null;
        var compared = new HashSet<string>();
        foreach (var (name, output) in model.Run(inputs))
        {
            if (golden.Main.Has(Output + name) && compared.Add(Output + name))
                compare.Check(Output + name, output, tolerance);
        }

        if (compared.Count == 0)
        {
            throw new CheckpointFormatException(golden.JsonPath, null, "no tensor of the dump is named like a layer of "
                + $"{golden.System}: expected names as named_modules of the original has "
                + $"them, such as {Output}dec.model.0; found "
                + $"{Text.Some([.. golden.Main.Expected])}.");
        }

        // Layers within blocks, and containers that only pass on what a layer gave: nothing here is called so.
        foreach (string name in golden.Main.Expected.Where(n => n.StartsWith(Output, StringComparison.Ordinal)))
        {
            if (!compared.Contains(name))
                compare.Skip(golden.Main, name);
        }

        return compare.Results();
    }

    private static string Number(int input) => input.ToString(CultureInfo.InvariantCulture);
}

using System.Text.Json;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>
/// A generator of an original repository as its golden data keep it: the configuration, the authors' checkpoint, an
/// input, and what their own code computed in every layer. Compares our network with it, also with other weights.
/// </summary>
/// <example><code>
/// using var original = OriginalNetwork.Open("tests/goldens/munit");
/// var agrees = original.Compare();                                     // all layers near 1e-16
/// var weights = original.CopyWeights();
/// weights["enc_content.model.1.conv.weight"].view(-1)[0] += 0.1f;
/// Console.WriteLine(original.Compare(weights).FirstApart());           // enc_content.model.1
/// </code></example>
public sealed class OriginalNetwork : IDisposable
{
    private static readonly Place[] places =
    [
        new("munit", "nets", "ckpt/gen_00000002.pt", "a", ["b1.x_a"], name => ["out.b1.gen_a." + name]),
        new("unit", "nets", "ckpt/gen_00000002.pt", "a", ["b1.x_a"], name => ["out.b1.gen_a." + name]),
        new("funit", "funit", "gen_00000003.pt", "gen", ["xa", "xb"], name =>
            [$"out.gen.{name}.sum", name == "mlp.model.2" ? "out.gen.adain_params" : ""]),
        new("tunit", "generator", "model_1.ckpt", "G_state_dict", ["x", "style"], name =>
            ["out." + name, name switch
            {
                "cnt_encoder.model.2" => "out.content",
                "mlp.model.2" => "out.adain_params",
                "decoder.model.3" => "out.image",
                _ => "",
            }]),
        new("coco-funit", "coco-funit", "epoch_00001_iteration_000000003_checkpoint.pt",
            "net_G/module.module.generator", ["xa", "xb"], name =>
            [
                $"out.net.{name.Replace("decoder.decoder.", "decoder.", StringComparison.Ordinal)}.sum",
                name == "mlp" ? "out.net.coco_style" : $"out.net.{name}",
            ]),
    ];

    private readonly Place place;
    private readonly string description;
    private readonly JsonDocument json;
    private readonly SafetensorsFile golden;

    private OriginalNetwork(string folder, Place place)
    {
        this.place = place;
        description = Path.Combine(folder, place.Case + ".json");
        CheckpointPath = Path.Combine(folder, place.Checkpoint);
        json = JsonDocument.Parse(File.ReadAllText(description));
        golden = Safetensors.Load(Path.Combine(folder, place.Case + ".safetensors"));
    }

    /// <summary>The systems that have one.</summary>
    public static IReadOnlyList<string> Systems { get; } = [.. places.Select(place => place.System)];

    /// <summary>The system, for example munit.</summary>
    public string System => place.System;

    /// <summary>The authors' checkpoint.</summary>
    public string CheckpointPath { get; }

    /// <summary>Where in it the generator is: keys, and what names begin with, joined with slashes.</summary>
    public string Key => place.Key;

    /// <summary>Opens the golden data of a system.</summary>
    /// <param name="folder">Named like the system, for example <c>tests/goldens/munit</c>.</param>
    /// <exception cref="ArgumentException">A folder of another name.</exception>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static OriginalNetwork Open(string folder)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        var place = Array.Find(places, place => place.System == name) ?? throw new ArgumentException(
            $"'{folder}': expected a folder named {string.Join(", ", Systems)}; found '{name}'.", nameof(folder));
        return new OriginalNetwork(folder, place);
    }

    /// <summary>The generator's weights by the original's names, to look at or to change.</summary>
    /// <returns>Copies that belong to the current dispose scope, or else to the caller.</returns>
    /// <exception cref="IOException">The checkpoint is missing or damaged.</exception>
    public IReadOnlyDictionary<string, Tensor> CopyWeights()
    {
        using var file = TorchFile.Load(CheckpointPath);
        return new OrderedDictionary<string, Tensor>(DumpNetworks.StateOf(file, Key)
            .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.clone())));
    }

    /// <summary>
    /// Runs our network on the golden input and compares, layer by layer in the order of computation, what the golden
    /// data hold: whole outputs, or sums over all places for each channel.
    /// </summary>
    /// <param name="weights">By the original's names; null for those of the checkpoint.</param>
    /// <param name="type">float64, or float32 to see what rounding does.</param>
    /// <exception cref="IOException">The checkpoint is missing or damaged.</exception>
    /// <exception cref="StateDictException">Names or shapes of another network.</exception>
    public LayerComparison Compare(
        IReadOnlyDictionary<string, Tensor>? weights = null, ScalarType type = ScalarType.Float64)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var config = json.RootElement.GetProperty("config");
        var built = DumpNetworks.Build(
            new DumpDescription(System, config, CheckpointPath, Key, description, []));
        using var network = built.Network;
        if (weights is not null)
            StateDict.LoadInto(network, weights, "the weights given");
        TorchSharp.ModuleExtensionMethods.to(network, type);
        network.eval();
        // One picture: what the golden data hold of further ones says the same.
        Tensor[] inputs = [.. place.Inputs.Select(name => golden.Tensors["in." + name].narrow(0, 0, 1).to(type))];
        var layers = new List<ComparedLayer>();
        foreach (var (name, output) in built.Run(inputs))
        {
            string? expected = place.Expected(name).FirstOrDefault(golden.Tensors.ContainsKey);
            if (expected is null)
                continue;
            var ours = expected.EndsWith(".sum", StringComparison.Ordinal) && output.dim() == 4
                ? output.sum([2, 3])
                : output;
            layers.Add(ComparedLayer.Of(name, golden.Tensors[expected].narrow(0, 0, 1), ours));
        }

        return new LayerComparison(System, layers);
    }

    /// <summary>Frees the golden data.</summary>
    public void Dispose()
    {
        golden.Dispose();
        json.Dispose();
    }

    /// <summary>Where the golden data of a system are.</summary>
    /// <param name="System">Name of the folder.</param>
    /// <param name="Case">JSON and safetensors file.</param>
    /// <param name="Checkpoint">Relative to the folder.</param>
    /// <param name="Key">See <see cref="OriginalNetwork.Key"/>.</param>
    /// <param name="Inputs">Their names.</param>
    /// <param name="Expected">From a layer's name to the names that its output may have.</param>
    private sealed record Place(
        string System, string Case, string Checkpoint, string Key, IReadOnlyList<string> Inputs,
        Func<string, IReadOnlyList<string>> Expected);
}

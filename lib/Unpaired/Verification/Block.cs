using System.Text.Json;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>A module with the call under test; names in the case may carry a prefix.</summary>
internal sealed record Block(nn.Module Module, string Prefix, Func<Tensor, Tensor> Forward)
{
    internal static Block Of(nn.Module<Tensor, Tensor> module) => new(module, "", module.call);
}

/// <summary>The options of a case under the names, and with the defaults, of the original's constructors.</summary>
internal sealed class BlockOptions(JsonElement json)
{
    internal string Raw => json.GetRawText();

    internal string Text(string name) => json.GetProperty(name).GetString()!;

    private string Text(string name, string otherwise) => json.TryGetProperty(name, out _) ? Text(name) : otherwise;

    internal int Whole(string name) => json.GetProperty(name).GetInt32();

    internal int Whole(string name, int otherwise) => json.TryGetProperty(name, out _) ? Whole(name) : otherwise;

    internal Normalization Norm(string name, string otherwise) =>
        OriginalNames.Parse<Normalization>(Text(name, otherwise));

    internal Activation Activation(string name) => OriginalNames.Parse<Activation>(Text(name, "relu"));

    internal PaddingKind Padding() => OriginalNames.Parse<PaddingKind>(Text("pad_type", "zero"));

    internal BlockOptions Section(string name) => new(json.GetProperty(name));
}

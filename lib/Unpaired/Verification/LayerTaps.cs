using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>What the layers of a network compute while it runs, under the names that PyTorch's named_modules has.</summary>
internal static class LayerTaps
{
    /// <summary>Runs something and keeps a copy of every output of every layer that maps a tensor to a tensor.</summary>
    /// <param name="network">Its layers are watched.</param>
    /// <param name="run">What to run.</param>
    /// <returns>
    /// Names and outputs in the order of computation; of a layer that is called several times the last one, as the
    /// helper for the other side keeps it. The tensors belong to the current dispose scope.
    /// </returns>
    public static IReadOnlyList<(string Name, Tensor Output)> Record(nn.Module network, Action run)
    {
        var outputs = new OrderedDictionary<string, Tensor>();
        var hooks = network.named_modules().Where(entry => entry.name.Length > 0)
            .Select(entry => (entry.name, Layer: entry.module as nn.Module<Tensor, Tensor>))
            .Where(entry => entry.Layer is not null)
            .Select(entry => entry.Layer!.register_forward_hook((_, _, output) =>
            {
                if (outputs.Remove(entry.name, out var before))
                    before.Dispose();
                // A copy: whatever comes behind the layer may overwrite its output. It outlives the scopes inside.
                outputs.Add(entry.name, output.detach().clone().DetachFromDisposeScope());
                return null!;
            }))
            .ToList();
        try
        {
            run();
            return [.. outputs.Select(entry => (entry.Key, entry.Value.alias()))];
        }
        finally
        {
            foreach (var hook in hooks)
                hook.remove();
            foreach (var output in outputs.Values)
                output.Dispose();
        }
    }
}

using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>Ownership of the tensors in a module.</summary>
internal static class ModuleState
{
    /// <summary>Takes a module's parameters and buffers out of any dispose scope: they live as long as the
    /// module.</summary>
    /// <remarks>Needed after making parameters and after converting a module, both of which may happen inside a
    /// scope.</remarks>
    internal static void KeepState(this nn.Module module)
    {
        foreach (var parameter in module.parameters()) parameter.DetachFromDisposeScope();
        foreach (var buffer in module.buffers()) buffer.DetachFromDisposeScope();
    }
}

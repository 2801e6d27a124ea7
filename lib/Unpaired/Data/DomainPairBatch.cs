using static TorchSharp.torch;

namespace Unpaired.Data;

/// <summary>One batch of each domain; nothing pairs them.</summary>
public sealed class DomainPairBatch : IDisposable
{
    internal DomainPairBatch(
        Tensor a, Tensor b, IReadOnlyList<string> namesA, IReadOnlyList<string> namesB, LoaderState state)
    {
        A = a;
        B = b;
        NamesA = namesA;
        NamesB = namesB;
        Epoch = state.Epoch;
        Position = state.Position;
    }

    /// <summary>[N, 3, H, W] in [-1, 1], float32, on the CPU; belongs to this batch and to the dispose scope of the
    /// caller.</summary>
    public Tensor A { get; }

    /// <summary>[N, 3, H, W] in [-1, 1], float32, on the CPU; the size may differ from A's.</summary>
    public Tensor B { get; }

    /// <summary>Where the pictures of A come from, in order; after a replacement the name of what took the
    /// place.</summary>
    public IReadOnlyList<string> NamesA { get; }

    /// <summary>Where the pictures of B come from, in order.</summary>
    public IReadOnlyList<string> NamesB { get; }

    /// <summary>The epoch, from 0.</summary>
    public int Epoch { get; }

    /// <summary>The batch's number within its epoch, from 0.</summary>
    public int Position { get; }

    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }
}

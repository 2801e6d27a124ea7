using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>The numbers of one Adam update.</summary>
internal readonly record struct AdamFactors(
    double Step, double Root, double Beta1, double Beta2, double WeightDecay, double Epsilon);

/// <summary>
/// Adam's update in one pass over memory: a dozen tensor operations would read and write everything again each time.
/// </summary>
internal static class FusedAdam
{
    private const int ParallelFrom = 1 << 16;

    internal static bool CanUpdate(Tensor parameter, Tensor gradient) =>
        parameter.device_type == TorchSharp.DeviceType.CPU && parameter.is_contiguous() && gradient.is_contiguous()
        && parameter.dtype == gradient.dtype && parameter.dtype is ScalarType.Float32 or ScalarType.Float64;

    /// <param name="parameter">Moved.</param>
    /// <param name="gradient">Of its shape and type.</param>
    /// <param name="state">Moved too.</param>
    /// <param name="factors">The numbers of this update.</param>
    /// <param name="threads">For large parameters; as tensor operations unless given.</param>
    internal static void Update(
        Tensor parameter, Tensor gradient, AdamState state, AdamFactors factors, int? threads = null)
    {
        int count = threads ?? get_num_threads();
        if (parameter.dtype == ScalarType.Float32) Update<float>(parameter, gradient, state, factors, count);
        else Update<double>(parameter, gradient, state, factors, count);
    }

    private static unsafe void Update<T>(
        Tensor parameter, Tensor gradient, AdamState state, AdamFactors factors, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long count = parameter.numel();
        nint p = Address(parameter), g = Address(gradient), m = Address(state.Mean), v = Address(state.Square);
        int workers = count < ParallelFrom ? 1 : threads;
        long share = (count + workers - 1) / workers;
        void Work(int worker)
        {
            long from = worker * share;
            int length = (int)Math.Min(share, count - from);
            if (length > 0) Range((T*)p + from, (T*)g + from, (T*)m + from, (T*)v + from, length, factors);
        }
        if (workers == 1) Work(0);
        else Parallel.For(0, workers, Work);
    }

    private static unsafe void Range<T>(T* p, T* g, T* m, T* v, int length, AdamFactors factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T step = T.CreateChecked(factors.Step), root = T.CreateChecked(factors.Root);
        T beta1 = T.CreateChecked(factors.Beta1), rest1 = T.CreateChecked(1 - factors.Beta1);
        T beta2 = T.CreateChecked(factors.Beta2), rest2 = T.CreateChecked(1 - factors.Beta2);
        T decay = T.CreateChecked(factors.WeightDecay), epsilon = T.CreateChecked(factors.Epsilon);
        var epsilons = new Vector<T>(epsilon);
        int i = 0;
        for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var old = Vector.Load(p + i);
            var gradient = Vector.Load(g + i) + old * decay;
            var mean = Vector.Load(m + i) * beta1 + gradient * rest1;
            var square = Vector.Load(v + i) * beta2 + gradient * gradient * rest2;
            Vector.Store(mean, m + i);
            Vector.Store(square, v + i);
            Vector.Store(old - mean * step / (Vector.SquareRoot(square) / new Vector<T>(root) + epsilons), p + i);
        }
        for (; i < length; i++)
        {
            T gradient = g[i] + p[i] * decay;
            m[i] = m[i] * beta1 + gradient * rest1;
            v[i] = v[i] * beta2 + gradient * gradient * rest2;
            p[i] -= m[i] * step / (T.Sqrt(v[i]) / root + epsilon);
        }
    }

    private static unsafe nint Address(Tensor tensor) =>
        (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}

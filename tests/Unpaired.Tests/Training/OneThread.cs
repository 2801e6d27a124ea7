using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Unpaired.Tests.Training;

/// <summary>Tests run side by side, so each tensor operation uses one thread.</summary>
/// <remarks>
/// With more, every test thread has a pool of its own, which by default spins at the end of each of the many small
/// operations. On a loaded machine that looked like a hang: a test of 16 s had not ended after 150 s. The launchers set
/// OMP_WAIT_POLICY=PASSIVE against it; this is for runs without them.
/// </remarks>
internal static class OneThread
{
    [ModuleInitializer]
    internal static void Use() => set_num_threads(1);
}

using System.Runtime.InteropServices;

namespace Unpaired.Training;

/// <summary>Gives memory back that neither the managed nor the native heap needs at the moment.</summary>
/// <remarks>
/// A step leaves nothing behind, but both heaps keep freed pages, and a save, with its large buffers for a moment,
/// makes them keep more. Over a night that looks like a leak and takes memory from others.
/// </remarks>
internal static partial class SpareMemory
{
    private static bool isOffered = OperatingSystem.IsLinux();

    /// <summary>Takes some milliseconds: for saves, not for steps.</summary>
    internal static void GiveBack()
    {
        GC.Collect();
        if (!isOffered) return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException) // a C library other than glibc
        {
            isOffered = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keepAtTheTop);
}

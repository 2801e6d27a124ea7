using System.Runtime.InteropServices;

namespace Unpaired.Training;

/// <summary>Recognises that a step did not fit into memory.</summary>
internal static class OutOfMemory
{
    private static readonly string[] Signs =
        ["out of memory", "can't allocate memory", "not enough memory", "bad_alloc"];

    /// <summary>Whether .NET, libtorch on the CPU or libtorch on a GPU says so.</summary>
    internal static bool Is(Exception error) => error is OutOfMemoryException
        || (error is ExternalException
            && Array.Exists(Signs, sign => error.Message.Contains(sign, StringComparison.OrdinalIgnoreCase)));

    /// <summary>What happened and what to do.</summary>
    internal static string Advice(ITranslationTrainer trainer, Exception error)
    {
        string first = error.Message.Split('\n')[0];
        string advice = trainer.SmallerSetting is { } smaller
            ? $"Try {smaller}."
            : "This is the smallest preset; close other programs.";
        return $"Iteration {trainer.Iteration} with {trainer.BatchSize} picture(s) per batch does not fit into memory. "
            + $"{advice} ({first})";
    }
}

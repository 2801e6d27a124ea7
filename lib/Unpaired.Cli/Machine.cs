using System.Globalization;
using TorchSharp;
using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Training;

namespace Unpaired.Cli;

/// <summary>What all commands share: threads, the output's form, and errors without stack traces.</summary>
internal static class Machine
{
    /// <summary>Sets how many threads a tensor operation uses.</summary>
    /// <exception cref="ArgumentException">Below 1.</exception>
    public static void UseThreads(int count)
    {
        if (count < 1)
            throw new ArgumentException($"--threads: expected at least 1, got {count}.");
        Environment.SetEnvironmentVariable("OMP_NUM_THREADS", count.ToString(CultureInfo.InvariantCulture));
        torch.set_num_threads(count);
    }

    /// <summary>Runs a command; an expected error becomes one line on stderr and exit code 1.</summary>
    public static async Task<int> RunReportingErrors(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception error) when (IsExpected(error))
        {
            Console.Error.WriteLine($"error: {error.Message}");
            return 1;
        }
    }

    /// <summary>Whether an exception tells the user something about the input, as opposed to a defect of ours.</summary>
    public static bool IsExpected(Exception error) => error is ArgumentException or IOException
        or InvalidDataException or UnauthorizedAccessException or OperationCanceledException
        or InsufficientMemoryException or CheckpointFormatException or StateDictException
        or NonFiniteLossException or PictureFormatException
        || error.GetType() == typeof(InvalidOperationException);
}

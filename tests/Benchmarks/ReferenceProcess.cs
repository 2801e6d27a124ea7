using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Unpaired.Benchmarks;

/// <summary>A Python process that computes the same metrics when it is asked, if this machine has NumPy and
/// PyTorch.</summary>
internal sealed class ReferenceProcess : IDisposable
{
    private readonly Process process;

    private ReferenceProcess(Process process, string versions) => (this.process, Versions) = (process, versions);

    /// <summary>What it computes with.</summary>
    public string Versions { get; }

    /// <summary>Starts it; null where Python, NumPy or PyTorch are missing.</summary>
    public static ReferenceProcess? Start(string python, string folder, int threads, int neighbours)
    {
        string script = Path.Combine(Path.GetDirectoryName(Here())!, "metrics_reference.py");
        var start = new ProcessStartInfo(python, [script, folder, Text(threads), Text(neighbours)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
            start.Environment[name] = Text(threads);
        try
        {
            var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { }; // read, so that it never blocks
            process.BeginErrorReadLine();
            if (process.StandardOutput.ReadLine() is { } versions) return new ReferenceProcess(process, versions);
            process.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No such program.
        }
        return null;
    }

    /// <summary>Computes once.</summary>
    /// <returns>Seconds, and what came out.</returns>
    public (double Seconds, double[] Numbers) Run(string what)
    {
        process.StandardInput.WriteLine(what);
        process.StandardInput.Flush();
        string line = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The reference ended while computing '{what}'.");
        double[] numbers = [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1..]);
    }

    public void Dispose()
    {
        process.StandardInput.WriteLine("quit");
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Here([CallerFilePath] string path = "") => path;
}

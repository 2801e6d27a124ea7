using System.Diagnostics;

namespace Unpaired.Cli.Tests;

/// <summary>The unpaired command in a process of its own.</summary>
internal static class CliProcess
{
    public static (int Code, string Output, string Error) Run(string workingDirectory, int threads, params string[] arguments)
    {
        using var process = Process.Start(Start(workingDirectory, threads, arguments))!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>How the command is started.</summary>
    public static ProcessStartInfo Start(string workingDirectory, int threads, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Unpaired.Cli.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        return start;
    }
}

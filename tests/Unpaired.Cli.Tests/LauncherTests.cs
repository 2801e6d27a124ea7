using System.Diagnostics;

namespace Unpaired.Cli.Tests;

/// <summary>The scripts in environment/, with a stand-in for dotnet that records how it was called.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LauncherTests : IDisposable
{
    /// <summary>All that the launchers may use beside the shell; the machine's own dotnet is not among them.</summary>
    private static readonly string[] Tools =
        ["awk", "basename", "cat", "dirname", "find", "head", "mktemp", "rm", "sed", "tr"];

    private readonly ScratchFolder folder = new();
    private readonly string project;

    public LauncherTests()
    {
        project = folder.File("a project with spaces");
        Directory.CreateDirectory(Path.Combine(project, "environment"));
        Directory.CreateDirectory(Path.Combine(project, "lib"));
        Directory.CreateDirectory(Path.Combine(project, "notebooks"));
        File.WriteAllText(Path.Combine(project, "notebooks", "00-first.ipynb"), "{}");
        foreach (string script in Directory.GetFiles(Path.Combine(ScratchFolder.RepositoryRoot, "environment")))
            File.Copy(script, Path.Combine(project, "environment", Path.GetFileName(script)));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("run")]
    [InlineData("test")]
    [InlineData("unpaired")]
    public void Launcher_NoSdk_FailsWithOneLine(string launcher)
    {
        var (code, _, error) = Run(launcher, "", withDotnet: false);

        Assert.Equal(1, code);
        Assert.StartsWith("error: the .NET SDK 10 is not installed", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("test")]
    [InlineData("unpaired")]
    public void Launcher_OldSdk_NamesWhatWasFound(string launcher)
    {
        var (code, _, error) = Run(launcher, "", sdk: "8.0.404");

        Assert.Equal(1, code);
        Assert.Contains("found: 8.0.404", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Run_FromAnotherFolder_BuildsThenRunsEveryNotebookPassively()
    {
        var (code, output, error) = Run("run", "--torch cpu --threads 1 -p steps=3");

        Assert.True(code == 0, error);
        Assert.Contains("Building", output, StringComparison.Ordinal);
        string[] calls = File.ReadAllLines(folder.File("calls"));
        Assert.Contains(calls, c => c.Contains("<build>", StringComparison.Ordinal)
            && c.Contains("<-p:Torch=cpu>", StringComparison.Ordinal));
        Assert.Contains(calls, c => c.Contains("<run>", StringComparison.Ordinal)
            && c.Contains("<-p> <steps=3>", StringComparison.Ordinal)
            && c.Contains($"<{project}/notebooks/00-first.ipynb>", StringComparison.Ordinal)
            && c.EndsWith("OMP_WAIT_POLICY=PASSIVE OMP_NUM_THREADS=1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("run", "--frobnicate", "unknown option --frobnicate")]
    [InlineData("run", "nowhere.ipynb", "no notebook at")]
    [InlineData("run", "--torch tpu", "--torch takes cpu or cuda, not 'tpu'")]
    [InlineData("run", "--threads many", "--threads needs a number")]
    public void Run_BadArgument_IsNamed(string launcher, string arguments, string expected)
    {
        var (code, _, error) = Run(launcher, arguments);

        Assert.Equal(1, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Run(
        string launcher, string arguments, string sdk = "10.0.401", bool withDotnet = true)
    {
        string tools = folder.File("tools");
        Directory.CreateDirectory(tools);
        foreach (string name in Tools)
        {
            string tool = new[] { "/usr/bin", "/bin" }.Select(f => Path.Combine(f, name)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(tools, name), tool);
        }
        if (withDotnet)
        {
            string dotnet = Path.Combine(tools, "dotnet");
            File.WriteAllText(dotnet, $"""
                #!/bin/sh
                if [ "$1" = --list-sdks ]; then echo "{sdk} [/somewhere]"; exit 0; fi
                line=''
                for a in "$@"; do line="$line<$a> "; done
                echo "$line OMP_WAIT_POLICY=$OMP_WAIT_POLICY OMP_NUM_THREADS=$OMP_NUM_THREADS" >> "{folder.File("calls")}"

                """);
            File.SetUnixFileMode(dotnet, (UnixFileMode)0b111_101_101);
        }
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(project, "environment", launcher));
        foreach (string argument in arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            start.ArgumentList.Add(argument);
        start.Environment["PATH"] = tools;
        start.Environment["HOME"] = folder.Path;
        start.Environment.Remove("DOTNET_ROOT");
        start.Environment.Remove("OMP_NUM_THREADS");
        start.Environment.Remove("UNPAIRED_TORCH");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}

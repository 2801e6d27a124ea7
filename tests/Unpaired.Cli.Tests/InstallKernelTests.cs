using System.Diagnostics;
using System.Text.Json;

namespace Unpaired.Cli.Tests;

/// <summary>environment/install-kernel, with a stand-in for dotnet that only pretends to build.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class InstallKernelTests : IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly string project;

    public InstallKernelTests()
    {
        project = folder.File("a \"quoted\" project");
        Directory.CreateDirectory(Path.Combine(project, "environment"));
        foreach (string script in new[] { "common.sh", "install-kernel" })
            File.Copy(
                Path.Combine(ScratchFolder.RepositoryRoot, "environment", script),
                Path.Combine(project, "environment", script));
        Directory.CreateDirectory(folder.File("tools"));
        File.WriteAllText(folder.File("tools/dotnet"), $"""
            #!/bin/sh
            if [ "$1" = --list-sdks ]; then echo "10.0.401 [/somewhere]"; exit 0; fi
            mkdir -p "{Quoted(Path.GetDirectoryName(Cli)!)}" && : > "{Quoted(Cli)}"

            """);
        File.SetUnixFileMode(folder.File("tools/dotnet"), (UnixFileMode)0b111_101_101);
    }

    private string Cli => Path.Combine(project, "lib/Unpaired.Cli/bin/Release/net10.0/Unpaired.Cli.dll");

    public void Dispose() => folder.Dispose();

    private static string Quoted(string path) => path.Replace("\"", "\\\"", StringComparison.Ordinal);

    [Fact]
    public void Install_ForTheUser_WritesBothKernelspecs()
    {
        var (code, output, error) = Run();

        Assert.True(code == 0, output + error);
        foreach (string name in new[] { "unpaired", ".net-csharp" })
        {
            string file = folder.File($"data/jupyter/kernels/{name}/kernel.json");
            using var spec = JsonDocument.Parse(File.ReadAllText(file));
            Assert.Equal(
                [folder.File("tools/dotnet"), Cli, "kernel", "--connection-file", "{connection_file}"],
                spec.RootElement.GetProperty("argv").EnumerateArray().Select(a => a.GetString()));
            Assert.Equal("message", spec.RootElement.GetProperty("interrupt_mode").GetString());
            Assert.Equal("C#", spec.RootElement.GetProperty("language").GetString());
        }
        Assert.Equal(2, Directory.GetDirectories(folder.File("data/jupyter/kernels")).Length);
    }

    [Fact]
    public void Install_IntoAPrefix_LeavesAnotherProgramsKernelAlone()
    {
        string foreign = folder.File("my env/share/jupyter/kernels/.net-csharp/kernel.json");
        Directory.CreateDirectory(Path.GetDirectoryName(foreign)!);
        File.WriteAllText(foreign, "{}");

        var first = Run("--prefix", "my env");
        var named = Run("--prefix", "my env", "--name", ".net-csharp");
        var removed = Run("--prefix", "my env", "--uninstall");

        Assert.Equal(0, first.Code);
        Assert.Contains("Left alone", first.Output, StringComparison.Ordinal);
        Assert.Equal(1, named.Code);
        Assert.Contains("--force", named.Error, StringComparison.Ordinal);
        Assert.Contains("Removed my env/share/jupyter/kernels/unpaired", removed.Output, StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(foreign));
        Assert.Equal([Path.GetDirectoryName(foreign)!],
            Directory.GetDirectories(folder.File("my env/share/jupyter/kernels")));
    }

    [Fact]
    public void Install_Again_ReplacesItsOwn()
    {
        Run();
        File.AppendAllText(folder.File("data/jupyter/kernels/unpaired/kernel.json"), "\nold");

        var (code, output, _) = Run("--name", "unpaired");

        Assert.Equal(0, code);
        Assert.DoesNotContain("Left alone", output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "old", File.ReadAllText(folder.File("data/jupyter/kernels/unpaired/kernel.json")),
                StringComparison.Ordinal);
        Assert.Contains("Nothing of ours", Run("--uninstall", "--name", "other").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--name ../x", "letters, digits")]
    [InlineData("--prefix", "--prefix needs a value")]
    [InlineData("--frobnicate", "unknown option --frobnicate")]
    public void Install_BadArgument_IsNamed(string arguments, string expected)
    {
        var (code, _, error) = Run(arguments.Split(' '));

        Assert.Equal(1, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    private (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(project, "environment", "install-kernel"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["PATH"] = folder.File("tools") + ":/usr/bin:/bin";
        start.Environment["HOME"] = folder.Path;
        start.Environment["XDG_DATA_HOME"] = folder.File("data");
        start.Environment.Remove("JUPYTER_DATA_DIR");
        start.Environment["UNPAIRED_TORCH"] = "cpu";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}

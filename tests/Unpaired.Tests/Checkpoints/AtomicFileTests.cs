using System.Diagnostics;
using System.Runtime.InteropServices;
using Unpaired.Checkpoints;
using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints;

public sealed class AtomicFileTests : IDisposable
{
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Write_NewAndOldFile_GetTheNewContent()
    {
        string path = files.New("x");
        AtomicFile.Write(path, s => s.Write("one and more"u8));
        AtomicFile.Write(path, s => s.Write("two"u8));

        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(files.Folder));
    }

    [Fact]
    public void Write_ExceptionHalfway_KeepsTheOldFileAndLeavesNothing()
    {
        string path = files.New("x");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, s =>
        {
            s.Write(new byte[1 << 20]);
            throw new InvalidOperationException();
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(files.Folder));
    }

    [Fact]
    public void Write_MissingFolder_NamesIt() => Assert.Contains(
        "missing", Assert.Throws<DirectoryNotFoundException>(() =>
            AtomicFile.WriteText(files.New("missing/x"), "")).Message);

    [Fact]
    public void Write_SymbolicLink_ReplacesItsTarget()
    {
        File.WriteAllText(files.New("target"), "old");
        File.CreateSymbolicLink(files.New("link"), files.New("target"));
        AtomicFile.WriteText(files.New("link"), "new");

        Assert.Equal("new", File.ReadAllText(files.New("target")));
        Assert.NotNull(new FileInfo(files.New("link")).LinkTarget);
    }

    [Fact]
    public void Save_DiskFull_KeepsTheOldCheckpoints()
    {
        // A limit on file size stops writing after 64 KB with an error from the system, as a full disk does. It holds
        // for a whole process, so the saving is done in one of its own: this test program again, told to run the method
        // below.
        if (OperatingSystem.IsWindows())
        {
            Assert.Throws<IOException>(() => AtomicFile.Write(files.New("x"), s => throw new IOException()));
            return;
        }

        string torch = files.New("x.pt"), own = files.New("x.safetensors");
        Checkpoint(torch, own, 1);
        byte[] before = File.ReadAllBytes(torch), ownBefore = File.ReadAllBytes(own);
        string runtime = RuntimeEnvironment.GetRuntimeDirectory(); // .../shared/Microsoft.NETCore.App/10.0.x/
        string host = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"));
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        // in blocks of 512 bytes; the error, not the signal
        start.ArgumentList.Add("trap '' XFSZ; ulimit -f 128; exec \"$@\"");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(host);
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(AtomicFileTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(AtomicFileTests).FullName}.{nameof(Save_InALimitedProcess_Fails)}");
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // it needs a large file of its own
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment[FolderVariable] = files.Folder;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0 && output.Contains("Failed: 0", StringComparison.Ordinal), output);
        Assert.True(File.Exists(files.New("both failed")), output);
        Assert.Equal(before, File.ReadAllBytes(torch));
        Assert.Equal(ownBefore, File.ReadAllBytes(own));
        Assert.Equal(3, Directory.GetFiles(files.Folder).Length);
    }

    /// <summary>
    /// Runs for real in the process that the test above starts; alone it checks that the same saving works.
    /// </summary>
    [Fact]
    public void Save_InALimitedProcess_Fails()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (folder is null)
        {
            Checkpoint(files.New("x.pt"), files.New("x.safetensors"), 100_000);
            Assert.Equal(2, Directory.GetFiles(files.Folder).Length);
            return;
        }

        using var state = ones(100_000);
        Assert.ThrowsAny<Exception>(() =>
            TorchFile.Save(Path.Combine(folder, "x.pt"), new Dictionary<string, Tensor> { ["w"] = state }));
        Assert.ThrowsAny<Exception>(() => Safetensors.Save(Path.Combine(folder, "x.safetensors"), [new("w", state)]));
        File.WriteAllText(Path.Combine(folder, "both failed"), "");
    }

    private const string FolderVariable = "UNPAIRED_TEST_FULL_DISK_FOLDER";

    private static void Checkpoint(string torch, string own, long elements)
    {
        using var weight = ones(elements);
        TorchFile.Save(torch, new Dictionary<string, Tensor> { ["w"] = weight });
        Safetensors.Save(own, [new("w", weight)]);
    }
}

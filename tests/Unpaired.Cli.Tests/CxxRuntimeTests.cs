using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Unpaired.NativeLibraries;

namespace Unpaired.Cli.Tests;

public sealed class CxxRuntimeTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    private static string PackageLibrary =>
        Directory.GetFiles(Path.Combine(ScratchFolder.PackageCache, "torchsharp"), "libLibTorchSharp.so",
            SearchOption.AllDirectories).Single(f => f.Contains("linux-x64", StringComparison.Ordinal));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Relax_OlderRuntime_WritesCopyWithWeakVersionAndLeavesThePackageAlone()
    {
        string before = Hash(PackageLibrary), copy = folder.File("libLibTorchSharp.so");

        Assert.Equal(RelaxOutcome.Written, CxxRuntime.Relax(PackageLibrary, copy, OlderRuntime()));

        var relaxed = ElfImage.Load(copy);
        Assert.True(relaxed.Needs.Single(n => n.Name == "GLIBCXX_3.4.32").IsWeak);
        Assert.Empty(CxxRuntime.Missing(relaxed, ElfImage.Load(OlderRuntime())));
        Assert.DoesNotContain(relaxed.Symbols, s => s.Name == "_ZSt21ios_base_library_initv");
        Assert.Equal(1, relaxed.Symbols.Single(s => s.Name == "getpid" && !s.IsDefined).Version);
        Assert.Equal(before, Hash(PackageLibrary));
        Assert.Equal(new FileInfo(PackageLibrary).Length, new FileInfo(copy).Length);
    }

    [Fact]
    public void Relax_SecondRun_WritesNothing()
    {
        string copy = folder.File("libLibTorchSharp.so");
        CxxRuntime.Relax(PackageLibrary, copy, OlderRuntime());
        string hash = Hash(copy);
        var written = DateTime.UnixEpoch;
        File.SetLastWriteTimeUtc(copy, written);

        Assert.Equal(RelaxOutcome.UpToDate, CxxRuntime.Relax(PackageLibrary, copy, OlderRuntime()));

        Assert.Equal(written, File.GetLastWriteTimeUtc(copy));
        Assert.Equal(hash, Hash(copy));
    }

    [Fact]
    public void Relax_RelaxedLibrary_NeedsNoFurtherChange()
    {
        string copy = folder.File("first.so"), second = folder.File("second.so");
        CxxRuntime.Relax(PackageLibrary, copy, OlderRuntime());

        Assert.Equal(RelaxOutcome.NotNeeded, CxxRuntime.Relax(copy, second, OlderRuntime()));
        Assert.False(File.Exists(second));
    }

    [Fact]
    public void Relax_LibraryThatNeedsOtherSymbols_IsRefusedByName()
    {
        string runtime = Renamed("GLIBCXX_3.4.29", "GLIBCXX_0.0.00"), copy = folder.File("refused.so");

        var error = Assert.Throws<InvalidDataException>(() => CxxRuntime.Relax(PackageLibrary, copy, runtime));

        Assert.Contains("GLIBCXX_3.4.29", error.Message, StringComparison.Ordinal);
        Assert.Contains(PackageLibrary, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(copy));
    }

    [Fact]
    public void Relax_DestinationIsALinkIntoThePackageCache_ReplacesTheLinkNotItsTarget()
    {
        string target = folder.File("target"), link = folder.File("link.so");
        File.WriteAllText(target, "original");
        File.CreateSymbolicLink(link, target);

        Assert.Equal(RelaxOutcome.Written, CxxRuntime.Relax(PackageLibrary, link, OlderRuntime()));

        Assert.Equal("original", File.ReadAllText(target));
        Assert.Null(File.ResolveLinkTarget(link, returnFinalTarget: false));
    }

    [Theory]
    [InlineData("not an ELF file, but long enough to hold a header of sixty-four bytes or so", "64-bit")]
    [InlineData("", "64-bit")]
    public void Load_NoElfFile_NamesFileAndExpectation(string content, string expected)
    {
        string path = folder.File("broken.so");
        File.WriteAllText(path, content);

        var error = Assert.Throws<InvalidDataException>(() => ElfImage.Load(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TruncatedLibrary_SaysSo()
    {
        string path = folder.File("short.so");
        File.WriteAllBytes(path, File.ReadAllBytes(PackageLibrary)[..100_000]);

        var error = Assert.Throws<InvalidDataException>(() => ElfImage.Load(path));

        Assert.Contains("cut short", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_NativeLibrary_LoadsOnThisMachine()
    {
        string name = OperatingSystem.IsWindows() ? "LibTorchSharp.dll"
            : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";
        string path = Path.Combine(AppContext.BaseDirectory, name);
        TorchSharp.torch.InitializeDeviceType(TorchSharp.DeviceType.CPU);

        Assert.True(NativeLibrary.TryLoad(path, out var handle), path);
        NativeLibrary.Free(handle);
    }

    /// <summary>A C++ runtime without GLIBCXX_3.4.32, whatever this machine has.</summary>
    private string OlderRuntime() => Renamed("GLIBCXX_3.4.32", "GLIBCXX_3.4.X2");

    private string Renamed(string version, string other)
    {
        string path = folder.File(other + ".so.6");
        byte[] bytes = File.ReadAllBytes(CxxRuntime.Find()!);
        byte[] from = Encoding.ASCII.GetBytes(version + '\0'), to = Encoding.ASCII.GetBytes(other + '\0');
        for (int at = bytes.AsSpan().IndexOf(from); at >= 0; at = bytes.AsSpan().IndexOf(from))
            to.CopyTo(bytes, at);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}

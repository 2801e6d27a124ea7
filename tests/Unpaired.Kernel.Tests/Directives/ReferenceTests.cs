using System.IO.Compression;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unpaired.Kernel.Tests;

public sealed class ReferenceTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string unique = "Lib" + Guid.NewGuid().ToString("N");

    public void Dispose()
    {
        // Loaded libraries stay in use until the process ends; on Windows their files cannot be deleted.
        if (!OperatingSystem.IsWindows())
            folder.Dispose();
    }

    [Fact]
    public async Task Reference_InTheNotebooksFolder_IsLoadedOnceWithWhatItNeeds()
    {
        string inner = Compile(unique + "Inner", "namespace Inner; public class Part { public int Value = 7; }");
        Compile(unique, "namespace Outer; public class Whole { public Inner.Part Part = new(); }", inner);
        using var session = new Session(new EngineOptions { NotebookFolder = folder.Path });
        Assert.Equal("7", (await session.Run($"#r \"{unique}.dll\"\nnew Outer.Whole().Part.Value")).Result());
        Assert.Equal("7", (await session.Run("var part = new Outer.Whole().Part; part.Value")).Result());
        var loaded = AppDomain.CurrentDomain.GetAssemblies()
            .Where(a => a.GetName().Name!.StartsWith(unique, StringComparison.Ordinal)).ToList();
        Assert.Equal([unique, unique + "Inner"], loaded.Select(a => a.GetName().Name!).Order());
        Assert.All(loaded, a => Assert.Same(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(a)));
    }

    [Fact]
    public async Task Reference_ToAnotherCopyOfALoadedLibrary_IsTheLoadedOne()
    {
        // The command-line program has the library beside itself; setup.csx names the copy in the library's own folder.
        string path =
            Compile(unique, "namespace Copy; public class Known { public static object Kept = new Known(); }");
        var loaded = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        string copy = Path.Combine(folder.Path, "copy", Path.GetFileName(path));
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(path, copy);
        using var session = new Session(new EngineOptions { NotebookFolder = folder.Path });
        Assert.Equal("True", (await session.Run($"#r \"{copy}\"\nCopy.Known.Kept is Copy.Known")).Result());
        Assert.Equal(loaded.Location, (await session.Run("typeof(Copy.Known).Assembly.Location")).Result());
    }

    [Fact]
    public async Task Reference_AnywhereInTheCell_Counts()
    {
        Compile(unique, "namespace Late; public class C { public static int Two = 2; }");
        using var session = new Session(new EngineOptions { NotebookFolder = folder.Path });
        Assert.Equal("3", (await session.Run($"int one = 1;\n#r \"{unique}.dll\"\none + Late.C.Two")).Result());
    }

    [Fact]
    public async Task Reference_ToAMissingFile_SaysWhereItLooked()
    {
        using var session = new Session(new EngineOptions { NotebookFolder = folder.Path });
        var failure = await session.Fail("int x = 1;\n#r \"missing.dll\"");
        Assert.Contains("missing.dll", failure.Message);
        Assert.Contains(folder.Path, failure.Message);
        Assert.Equal(2, failure.Line);
    }

    [Fact]
    public async Task Package_FromAFolder_IsRestoredAndUsable()
    {
        Pack(Compile(unique, "namespace Packed; public class C { public static int Three = 3; }"), "feed");
        using var session = new Session(Offline());
        Assert.Equal("3", (await session.Run($"#i \"nuget:feed\"\n#r \"nuget: {unique}, 1.0.0\"\nPacked.C.Three"))
            .Result());
    }

    [Fact]
    public async Task Package_ThatNobodyHas_SaysWhatWasAsked()
    {
        using var session = new Session(Offline());
        var failure = await session.Fail($"#r \"nuget:{unique},1.2.3\"");
        Assert.Contains($"{unique} 1.2.3 could not be restored from {folder.Path}", failure.Message);
        Assert.Contains("NU1101", failure.Message);
        Assert.Equal(1, failure.Line);
    }

    [Theory]
    [InlineData("Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis 5.12")]
    [InlineData("Microsoft.DotNet.Interactive.Formatting", "by this host")]
    public async Task Package_AlreadyHere_IsANoteOnly(string package, string expected)
    {
        using var session = new Session(Offline());
        var outputs = await session.Run($"#r \"nuget:{package},1.0.0\"");
        Assert.Contains(expected, Assert.IsType<DisplayOutput>(outputs.Outputs.Single()).Data["text/plain"]);
    }

    private EngineOptions Offline() => new()
    {
        NotebookFolder = folder.Path,
        PackageSources = [folder.Path],
        PackageFolder = Path.Combine(folder.Path, "packages"),
    };

    private string Compile(string name, string code, params string[] references)
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(code)],
            references.Append(typeof(object).Assembly.Location).Append(Path.Combine(runtime, "System.Runtime.dll"))
                .Select(r => MetadataReference.CreateFromFile(r)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        string path = Path.Combine(folder.Path, name + ".dll");
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }

    /// <summary>A package by hand: a specification and a library in a zip file.</summary>
    private void Pack(string library, string feed)
    {
        string name = Path.GetFileNameWithoutExtension(library);
        string path = Path.Combine(folder.Path, feed, $"{name}.1.0.0.nupkg");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        zip.CreateEntryFromFile(library, $"lib/net8.0/{name}.dll");
        using var specification = new StreamWriter(zip.CreateEntry($"{name}.nuspec").Open());
        specification.Write(
            $"""
            <?xml version="1.0"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><id>{name}</id><version>1.0.0</version><authors>tests</authors><description>For a test.</description></metadata>
            </package>
            """);
        File.Delete(library);
    }
}

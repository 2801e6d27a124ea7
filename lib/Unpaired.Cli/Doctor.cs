using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using Unpaired.NativeLibraries;

namespace Unpaired.Cli;

/// <summary>How a part of the machine is.</summary>
internal enum Verdict
{
    /// <summary>As needed.</summary>
    Good,

    /// <summary>Absent, and only some features need it.</summary>
    Optional,

    /// <summary>Absent or broken, and nothing works without it.</summary>
    Bad,
}

/// <summary>One line of the examination.</summary>
/// <param name="Part">What was looked at.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="Cure">What to do about it, if anything.</param>
internal sealed record Finding(string Part, Verdict Verdict, string Found, string? Cure = null);

/// <summary>Examines the machine part by part; a part that fails never stops the others.</summary>
internal static class Doctor
{
    private const long Gigabyte = 1L << 30;

    private static readonly Func<Finding>[] Examinations =
        [Sdk, CxxRuntimeVersion, Libtorch, Addition, Threads, Cuda, Kernels, Jupyter, Memory, Disk];

    /// <summary>All findings, in a fixed order.</summary>
    public static IReadOnlyList<Finding> Examine() => [.. Examinations.Select(examine => examine())];

    private static Finding Sdk()
    {
        string? version = Output("dotnet", "--list-sdks")?.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')[0]).LastOrDefault(v => int.Parse(v.Split('.')[0]) >= 10);
        return version is null
            ? new("SDK", Verdict.Bad, $"no .NET SDK 10 on PATH (running on {RuntimeInformation.FrameworkDescription})",
                "install the .NET SDK 10: https://dot.net/download")
            : new("SDK", Verdict.Good, $"{version} on {RuntimeInformation.RuntimeIdentifier}");
    }

    private static Finding CxxRuntimeVersion()
    {
        const string part = "C++ runtime";
        if (!OperatingSystem.IsLinux())
            return new(part, Verdict.Good, "the operating system's own");
        string library = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");
        string? runtime = CxxRuntime.Find();
        if (runtime is null)
            return new(part, Verdict.Bad, $"{CxxRuntime.SoName} is in none of the usual folders",
                "install your distribution's libstdc++ package (Debian, Ubuntu: libstdc++6)");
        if (!File.Exists(library))
            return new(part, Verdict.Bad, $"{Path.GetFileName(library)} is not beside the program",
                "build again: dotnet build Notebooks.sln -c Release");
        var image = ElfImage.Load(library);
        var provides = ElfImage.Load(runtime);
        string newest = Newest(provides.Provides), needed = Newest(image.Needs.Select(n => n.Name));
        var missing = CxxRuntime.Missing(image, provides);
        bool relaxed = image.Needs.Any(n => n.IsWeak && n.File == CxxRuntime.SoName);
        return missing.Count == 0
            ? new(part, Verdict.Good, $"has {newest}, TorchSharp asks for {needed}" + (relaxed ? " (relaxed copy in use)" : ""))
            : new(part, Verdict.Bad, $"has {newest}, TorchSharp needs {missing[0].Name}",
                "build again on this machine: the build makes a copy that loads here");
    }

    private static Finding Libtorch()
    {
        string name = OperatingSystem.IsWindows() ? "torch_cpu.dll"
            : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";
        string path = Path.Combine(AppContext.BaseDirectory, name);
        if (!File.Exists(path))
            return new("libtorch", Verdict.Bad, $"{name} is not beside the program",
                "build again: dotnet build Notebooks.sln -c Release (the package cache may have been cleared)");
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true);
        long bytes = ((FileInfo?)target ?? new FileInfo(path)).Length;
        return new("libtorch", Verdict.Good,
            $"{name}, {bytes / 1e6:F0} MB{(target is null ? "" : ", linked into the package cache")}");
    }

    private static Finding Addition()
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            float sum = (torch.ones(2) + 1).sum().item<float>();
            return sum == 4
                ? new("tensor addition", Verdict.Good, $"TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}, libtorch {torch.__version__}")
                : new("tensor addition", Verdict.Bad, $"1 + 1, twice, gave {sum}", "reinstall the packages");
        }
        catch (Exception error) when (error is NotSupportedException or DllNotFoundException
            or TypeInitializationException or BadImageFormatException or ExternalException)
        {
            return new("tensor addition", Verdict.Bad, (error.InnerException ?? error).Message.Split('\n')[0],
                OperatingSystem.IsWindows()
                    ? "TorchSharp 0.107's Windows package is reported broken (dotnet/TorchSharp#1567); use WSL"
                    : "see the lines above; then delete bin and obj and build again");
        }
    }

    private static Finding Threads()
    {
        string policy = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "not set";
        bool passive = policy.Equals("PASSIVE", StringComparison.OrdinalIgnoreCase);
        string found = $"{torch.get_num_threads()} of {Environment.ProcessorCount} cores, OMP_WAIT_POLICY {policy}";
        return passive
            ? new("threads", Verdict.Good, found)
            : new("threads", Verdict.Optional, found,
                "set OMP_WAIT_POLICY=PASSIVE (the launchers in environment/ do), or busy machines slow down");
    }

    private static Finding Cuda()
    {
        string? driver = Output("nvidia-smi", "--query-gpu=name,driver_version --format=csv,noheader")?.Trim();
        if (driver is null)
            return new("CUDA", Verdict.Optional, "no NVIDIA driver; everything runs on the CPU");
        if (torch.cuda.is_available())
            return new("CUDA", Verdict.Good, driver.Split('\n')[0]);
        return new("CUDA", Verdict.Optional, $"{driver.Split('\n')[0]}, but this build has the CPU libtorch",
            "build with -p:Torch=cuda, or environment/run --torch cuda");
    }

    private static Finding Kernels()
    {
        var names = KernelFolders().Where(Directory.Exists).SelectMany(Directory.GetDirectories)
            .Select(Path.GetFileName).Where(n => n!.Contains("net", StringComparison.OrdinalIgnoreCase)
                || n.Contains("clr", StringComparison.OrdinalIgnoreCase)).Distinct().ToList();
        return names.Count > 0
            ? new("C# kernels", Verdict.Good, string.Join(", ", names))
            : new("C# kernels", Verdict.Optional, "none installed; environment/run needs none");
    }

    private static IEnumerable<string> KernelFolders()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        foreach (string entry in (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return Path.Combine(entry, "kernels");
        yield return Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } data
            ? Path.Combine(data, "kernels")
            : OperatingSystem.IsWindows()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter", "kernels")
                : OperatingSystem.IsMacOS()
                    ? Path.Combine(home, "Library", "Jupyter", "kernels")
                    : Path.Combine(Environment.GetEnvironmentVariable("XDG_DATA_HOME")
                        ?? Path.Combine(home, ".local", "share"), "jupyter", "kernels");
        if (!OperatingSystem.IsWindows())
        {
            yield return "/usr/local/share/jupyter/kernels";
            yield return "/usr/share/jupyter/kernels";
        }
    }

    private static Finding Jupyter()
    {
        string? version = Output("jupyter", "--version")?.Split('\n')[0].Trim();
        return version is null
            ? new("Jupyter", Verdict.Optional, "not installed; environment/run needs none")
            : new("Jupyter", Verdict.Good, version);
    }

    private static Finding Memory()
    {
        long total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, free = FreeMemory() ?? total;
        string found = $"{(double)free / Gigabyte:F1} GB free of {(double)total / Gigabyte:F1} GB";
        return free >= 2 * Gigabyte
            ? new("memory", Verdict.Good, found)
            : new("memory", Verdict.Bad, found, "the notebooks need about 2 GB; close other programs");
    }

    private static long? FreeMemory() =>
        File.Exists("/proc/meminfo")
        && File.ReadLines("/proc/meminfo").FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024
            : null;

    private static Finding Disk()
    {
        var drive = new DriveInfo(AppContext.BaseDirectory);
        string found = $"{(double)drive.AvailableFreeSpace / Gigabyte:F1} GB free";
        return drive.AvailableFreeSpace >= 2 * Gigabyte
            ? new("disk", Verdict.Good, found)
            : new("disk", Verdict.Bad, found, "packages and outputs need about 2 GB");
    }

    private static string Newest(IEnumerable<string> versions) =>
        versions.Where(v => v.StartsWith("GLIBCXX_", StringComparison.Ordinal) && Version.TryParse(v[8..], out _))
            .MaxBy(v => Version.Parse(v[8..])) ?? "no GLIBCXX version";

    private static string? Output(string program, string arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? text : null;
        }
        catch (Win32Exception)
        {
            return null; // the program is not there
        }
    }
}

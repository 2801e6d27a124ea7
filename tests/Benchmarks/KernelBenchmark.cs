using System.Diagnostics;

namespace Unpaired.Benchmarks;

/// <summary>What a person at a notebook waits for, and what a long session costs: the kernel through its sockets.</summary>
internal static class KernelBenchmark
{
    private const int Part = 100; // cells that are compared: the first and the last of a session

    /// <summary>Small cells of the kinds that notebooks have; none is like another.</summary>
    private static string Cell(int i) => (i % 5) switch
    {
        0 => $"var a{i} = {i};\na{i} * 2",
        1 => $"int[] b{i} = [.. Enumerable.Range(0, {i % 50 + 1})];\nb{i}.Sum()",
        2 => $"string C{i}(int n) => $\"{{n}} of {i}\";\nConsole.WriteLine(C{i}(3));",
        3 => $"int d{i} = 0;\nfor (int k = 0; k < 100; k++)\n    d{i} += k;\nd{i}",
        _ => $"record E{i}(string Name, int Value);\nnew E{i}(\"e\", {i})",
    };

    public static void Run(Options options)
    {
        string root = Root(), notebooks = Path.Combine(root, "notebooks");
        string program = options.Text("kernel",
            Path.Combine(root, "lib", "Unpaired.Cli", "bin", "Release", "net10.0", "Unpaired.Cli.dll"));
        if (!File.Exists(program))
            throw new FileNotFoundException($"No kernel at {program}: environment/install-kernel builds it.", program);
        Start(program, notebooks, options.Number("rounds", 5));
        Session(program, notebooks, options.Number("cells", 1000));
    }

    /// <summary>From nothing to the first results, several times.</summary>
    private static void Start(string program, string folder, int rounds)
    {
        List<double> ready = [], first = [], later = [], setup = [];
        for (int round = 0; round < rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            using var kernel = new KernelClient(program, folder);
            kernel.AwaitReady();
            ready.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (round % 2 == 0)
                first.Add(kernel.Run(Cell(0))); // as a program runs it: at once
            else
            {
                Thread.Sleep(4000); // as a person does, who reads first
                later.Add(kernel.Run(Cell(0)));
            }
            setup.Add(kernel.Run("#!import \"setup.csx\""));
        }
        Report("process started until it answers", ready);
        Report("first cell, at once", first);
        Report("first cell, after 4 s", later);
        Report("#!import \"setup.csx\" (library and libtorch)", setup);
    }

    private static void Session(string program, string folder, int cells)
    {
        using var kernel = new KernelClient(program, folder);
        kernel.AwaitReady();
        kernel.Run("#!import \"setup.csx\"");
        kernel.Run("var small = torch.zeros(2);");
        Assist(kernel, "after setup");
        List<double> times = [], processor = [], memory = [];
        for (int i = 0; i < cells; i++)
        {
            double before = kernel.ProcessorSeconds;
            times.Add(kernel.Run(Cell(i)));
            processor.Add(1000 * (kernel.ProcessorSeconds - before));
            if ((i + 1) % Part == 0)
            {
                kernel.Run("GC.Collect();");
                memory.Add(kernel.Megabytes);
            }
        }
        Report("next cells", times);
        Report("  processor time of one", processor);
        if (cells >= 2 * Part)
        {
            double early = Median(times[..Part]), late = Median(times[^Part..]);
            double earlyProcessor = processor[..Part].Sum() / Part, lateProcessor = processor[^Part..].Sum() / Part;
            Console.WriteLine($"{cells} cells: the last {Part} take {late / early:F2} times as long as the first "
                + $"{Part} ({late:F1} and {early:F1} ms), {lateProcessor / earlyProcessor:F2} times the processor time "
                + $"({lateProcessor:F1} and {earlyProcessor:F1} ms)");
            Console.WriteLine($"memory: {memory[0]:F0} MB after {Part} cells, {memory[^1]:F0} MB after {cells}: "
                + $"{(memory[^1] - memory[0]) / (cells - Part):F3} MB a cell; by hundreds "
                + string.Join(" ", memory.Select(value => $"{value:F0}")));
        }
        Assist(kernel, $"after {cells} cells");
    }

    private static void Assist(KernelClient kernel, string when)
    {
        (string Code, string Expected)[] completions =
        [
            ("Console.Wri", "WriteLine"), ("small.sum", "sum"), ("torch.zer", "zeros_like"), ("new Picture", "PictureGrid"),
            ("Enumerable.Ra", "Range"), ("var x = Math.Sq", "Sqrt"), ("foreach (var n in \"text\".Wh", "Where"),
            ("DateTime.Now.Ad", "AddDays"),
        ];
        kernel.Complete("Console.", "WriteLine");
        Report($"completion {when}", [.. Enumerable.Range(0, 40).Select(i =>
            kernel.Complete($"// {i}\n{completions[i % completions.Length].Code}", completions[i % completions.Length].Expected))]);
        Report($"hover {when}", [.. Enumerable.Range(0, 20).Select(i =>
            kernel.Inspect($"// {i}\nConsole.WriteLine", "standard output"))]);
    }

    private static void Report(string what, List<double> milliseconds)
    {
        if (milliseconds.Count == 0)
            return;
        var sorted = milliseconds.Order().ToList();
        Console.WriteLine($"{what,-46} median {Median(sorted),7:F1} ms   lowest {sorted[0],7:F1}   "
            + $"95 % below {sorted[(int)Math.Ceiling(0.95 * sorted.Count) - 1],7:F1}   of {sorted.Count}");
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Notebooks.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException(
                "The project's folder is not above the program's.");
        return folder;
    }
}

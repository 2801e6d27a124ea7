namespace Unpaired.Kernel.Tests;

/// <summary>Keeps a cell's outputs as they come, with updates applied.</summary>
public sealed class Recorder : ICellOutputs
{
    private readonly Lock gate = new();
    private readonly List<CellOutput> outputs = [];

    public IReadOnlyList<CellOutput> Outputs
    {
        get
        {
            lock (gate)
                return [.. outputs];
        }
    }

    public int Updates { get; private set; }

    /// <summary>All text of one stream.</summary>
    public string Stream(string name = "stdout") =>
        string.Concat(Outputs.OfType<StreamOutput>().Where(o => o.Name == name).Select(o => o.Text));

    /// <summary>The result in one form, or null when there is none.</summary>
    public string? Result(string mime = "text/plain") =>
        Outputs.OfType<ResultOutput>().SingleOrDefault()?.Data.GetValueOrDefault(mime);

    public void Add(CellOutput output)
    {
        lock (gate)
            outputs.Add(output);
    }

    public void Update(string displayId, IReadOnlyDictionary<string, string> data)
    {
        lock (gate)
        {
            Updates++;
            for (int i = 0; i < outputs.Count; i++)
                if (outputs[i] is DisplayOutput display && display.DisplayId == displayId)
                    outputs[i] = display with { Data = data };
        }
    }
}

/// <summary>An engine with shorthands for tests.</summary>
public sealed class Session(EngineOptions? options = null) : IDisposable
{
    public NotebookEngine Engine { get; } = new(options);

    /// <summary>Runs a cell that must succeed.</summary>
    public async Task<Recorder> Run(string code, string language = "csharp")
    {
        var (result, outputs) = await Try(code, language);
        Assert.True(result.Status == CellStatus.Ok, $"{code}\nfailed: {result.Failure?.Message}");
        return outputs;
    }

    /// <summary>Runs a cell that must fail.</summary>
    public async Task<CellFailure> Fail(string code, string language = "csharp")
    {
        var (result, outputs) = await Try(code, language);
        Assert.Equal(CellStatus.Error, result.Status);
        Assert.IsType<ErrorOutput>(outputs.Outputs[^1]);
        return result.Failure!;
    }

    /// <summary>Runs a cell.</summary>
    public async Task<(CellResult Result, Recorder Outputs)> Try(string code, string language = "csharp")
    {
        var outputs = new Recorder();
        return (await Engine.ExecuteAsync(code, outputs, language), outputs);
    }

    /// <summary>Starts a cell and interrupts it once it has written "begun".</summary>
    public async Task<(CellResult Result, Recorder Outputs)> InterruptWhenBegun(string code)
    {
        var outputs = new Recorder();
        var cell = Engine.ExecuteAsync(code, outputs);
        while (!outputs.Stream().Contains("begun") && !cell.IsCompleted)
            await Task.Delay(10);
        Engine.Interrupt();
        return (await cell.WaitAsync(TimeSpan.FromSeconds(30)), outputs);
    }

    public void Dispose() => Engine.Dispose();
}

/// <summary>A folder of its own for a test.</summary>
public sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("unpaired-kernel-").FullName;

    public string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

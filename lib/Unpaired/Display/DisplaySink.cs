namespace Unpaired.Display;

/// <summary>Where displays go: a notebook host, or the console.</summary>
internal interface IDisplaySink
{
    /// <summary>Shows something new.</summary>
    /// <returns>What replaces it; null if this host cannot show anything now (outside a cell).</returns>
    Action<RichOutput>? Show(RichOutput output);
}

/// <summary>
/// This repository's engine, which leaves a function in the process's application data: MIME bundle in, updater out
/// (null outside a cell). It is read each time, since one process may run several notebooks.
/// </summary>
internal sealed class EngineSink : IDisplaySink
{
    /// <summary>The name under which the function is found.</summary>
    public const string DataName = "Notebook.Display";

    /// <summary>The engine's sink, or null where the engine does not run.</summary>
    public static EngineSink? Find() => Function is null ? null : new EngineSink();

    private static Func<IReadOnlyDictionary<string, string>, Action<IReadOnlyDictionary<string, string>>?>? Function =>
        AppContext.GetData(DataName)
            as Func<IReadOnlyDictionary<string, string>, Action<IReadOnlyDictionary<string, string>>?>;

    /// <inheritdoc/>
    public Action<RichOutput>? Show(RichOutput output) =>
        Function?.Invoke(output.ToBundle()) is { } update ? changed => update(changed.ToBundle()) : null;
}

/// <summary>Text lines, for programs and tests. Updates print at most one line in two seconds.</summary>
internal sealed class ConsoleSink(TextWriter? writer = null, TimeProvider? clock = null) : IDisplaySink
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly TimeProvider clock = clock ?? TimeProvider.System;

    /// <inheritdoc/>
    public Action<RichOutput> Show(RichOutput output)
    {
        string last = Write(output.Text);
        long lastTime = clock.GetTimestamp();
        return changed =>
        {
            bool isDue = changed is not ILiveOutput { IsFinal: false } || clock.GetElapsedTime(lastTime) >= Quiet;
            if (!isDue || changed.Text == last)
                return;
            last = Write(changed.Text);
            lastTime = clock.GetTimestamp();
        };
    }

    private string Write(string text)
    {
        (writer ?? Console.Out).WriteLine(text);
        return text;
    }
}

/// <summary>A state of something that changes while a cell runs.</summary>
internal interface ILiveOutput
{
    /// <summary>True for the last state, which must not be left out.</summary>
    bool IsFinal { get; }
}

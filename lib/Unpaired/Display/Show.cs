using Unpaired.Data;

namespace Unpaired.Display;

/// <summary>
/// Shows things in whichever notebook host runs the code: this repository's engine, .NET Interactive, ClrKernel, or
/// else the console. A host that fails never stops the program; the text alternative is printed instead.
/// </summary>
public static class Show
{
    private static IDisplaySink? host;

    static Show() => Connect();

    /// <summary>How pictures go out; see <see cref="FigureFormat"/> for who sees what.</summary>
    public static FigureFormat Figures { get; set; } = FigureFormat.Html;

    /// <summary>
    /// Teaches hosts that do not know this library's convention to show its types and charts made with Plotly.NET.
    /// Safe to call again; anything shown calls it too, so a set-up script needs it only for foreign charts.
    /// </summary>
    public static void Connect() => ForeignHosts.Connect();

    /// <summary>Shows any of the display types, in the middle of a cell.</summary>
    /// <returns>A handle that replaces it.</returns>
    /// <exception cref="ArgumentException">A grid with another number of labels than rows or columns.</exception>
    /// <exception cref="InvalidOperationException">A chart without series.</exception>
    public static DisplayHandle Output(RichOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Check();
        var update = Try(() => Host?.Show(output)) ?? new ConsoleSink().Show(output);
        return new DisplayHandle(changed =>
        {
            changed.Check();
            Try(() => update(changed));
        });
    }

    /// <summary>Shows a picture, with the sentence that stands for it.</summary>
    /// <param name="picture">The picture; a small one is enlarged pixel by pixel.</param>
    /// <param name="alt">What is shown, what is to be seen, one number.</param>
    /// <exception cref="ArgumentException">An empty <paramref name="alt"/>.</exception>
    public static DisplayHandle Image(Picture picture, string alt) => Output(new PictureFigure(picture, alt));

    /// <summary>Shows HTML.</summary>
    /// <param name="html">A fragment; escape what comes from elsewhere.</param>
    /// <param name="text">What it says, for consoles.</param>
    public static DisplayHandle Html(string html, string text) => Output(new HtmlOutput(html, text));

    /// <summary>Shows Markdown.</summary>
    public static DisplayHandle Markdown(string markdown) => Output(new MarkdownOutput(markdown));

    /// <summary>Shows a progress bar. Report to it, and dispose it in the end.</summary>
    /// <param name="what">What goes on.</param>
    /// <param name="total">How many there are, at least 1.</param>
    /// <param name="unit">Of what, in the plural.</param>
    public static ProgressDisplay Progress(string what, long total, string unit = "steps") => new(what, total, unit);

    /// <summary>Shows a training run: progress, loss curves and samples in one output. Dispose it in the end.</summary>
    /// <param name="what">What goes on, and of which model.</param>
    /// <param name="iterations">How many there are, at least 1.</param>
    /// <param name="imagesPerIteration">For the rate: pictures of both domains in one iteration.</param>
    /// <param name="before">Iterations of an earlier session: done, but without meaning for the rate.</param>
    public static TrainingView Training(string what, long iterations, int imagesPerIteration, long before = 0) =>
        new(what, iterations, imagesPerIteration, before: before);

    /// <summary>The host; looked for until there is one: a console may become a notebook, not the reverse.</summary>
    internal static IDisplaySink? Host
    {
        get => host ??= EngineSink.Find() ?? InteractiveSink.Find() ?? (IDisplaySink?)ClrKernelSink.Find();
        set => host = value;
    }

    /// <summary>Runs foreign code whose failures are not ours, except those that end the cell.</summary>
    private static T? Try<T>(Func<T?> foreign) where T : class
    {
        try
        {
            return foreign();
        }
        catch (Exception error) when (IsHostFailure(error))
        {
            return null;
        }
    }

    private static void Try(Action foreign) => Try<object>(() =>
    {
        foreign();
        return null;
    });

    /// <summary>A figure that cannot be shown is no reason to lose a training run; an interrupted cell is.</summary>
    private static bool IsHostFailure(Exception error) =>
        (error is System.Reflection.TargetInvocationException { InnerException: { } inner } ? inner : error)
            is not (OperationCanceledException or ThreadInterruptedException or ThreadAbortException
                or OutOfMemoryException);
}

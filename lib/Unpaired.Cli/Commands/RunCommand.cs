using System.CommandLine;
using Unpaired.Kernel;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired run</c>: executes notebooks from start to end.</summary>
internal static class RunCommand
{
    private const string IndexPage = "index.html";
    private const string PlotlyResource = "Plotly.NET.plotly-2.28.0.min.js";

    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebooks") { Description = "Notebook files (.ipynb).", Arity = ArgumentArity.OneOrMore };
        var parameters = new Option<string[]>("-p", "--parameter") { Description = "NAME=VALUE for the cell tagged 'parameters'; may be repeated.", DefaultValueFactory = _ => [] };
        var output = new Option<string?>("--out") { Description = "Folder for executed notebooks and pages." };
        var html = new Option<bool>("--html") { Description = "Also write an HTML page of each notebook, and an index." };
        var refresh = new Option<bool>("--refresh") { Description = "Also write the outputs into the notebooks themselves." };
        var allowErrors = new Option<bool>("--allow-errors") { Description = "Go on after a cell that fails." };
        var timeout = new Option<double?>("--timeout") { Description = "Seconds that a single cell may take." };
        var command = new Command("run", "Runs notebooks from start to end, without an editor.")
        {
            notebooks, parameters, output, html, refresh, allowErrors, timeout,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new RunOptions
            {
                Parameters = RunParameters.Parse(parsed.GetValue(parameters)!),
                OutDirectory = parsed.GetValue(output),
                Html = parsed.GetValue(html),
                HtmlOptions = new HtmlOptions { PlotlyScript = PlotlyScript, Contents = new PageLink("Contents", IndexPage) },
                Refresh = parsed.GetValue(refresh),
                AllowErrors = parsed.GetValue(allowErrors),
                Timeout = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Progress = new ConsoleProgress(),
            };
            var result = await NotebookRunner.RunAsync(parsed.GetValue(notebooks)!, options, cancellation);
            WriteIndex(result);
            if (result.Problem is { } problem)
                Console.Error.WriteLine($"error: {problem}");
            if (result.FirstError is { } error)
                Console.Error.WriteLine($"error: {error}");
            return result.ExitCode;
        });
        return command;
    }

    /// <summary>A page that leads to those that were written.</summary>
    private static void WriteIndex(RunResult result)
    {
        var pages = result.Notebooks.Where(run => run.HtmlPage is not null).ToList();
        if (pages.Count == 0)
            return;
        string path = Path.Combine(Path.GetDirectoryName(pages[0].HtmlPage!)!, IndexPage);
        HtmlExport.WriteIndex(path, "Unpaired: image-to-image translation without pairs",
            pages.Select(run => HtmlExport.LinkTo(Notebook.Load(run.Notebook), Path.GetFileName(run.HtmlPage!))));
        Console.WriteLine($"Open {path} in a browser.");
    }

    /// <summary>plotly.js as Plotly.NET carries it; it goes into a page once.</summary>
    private static string? PlotlyScript()
    {
        using var stream = typeof(Plotly.NET.GenericChart).Assembly.GetManifestResourceStream(PlotlyResource);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A line per event, in order; <see cref="Progress{T}"/> would print from other threads.</summary>
    private sealed class ConsoleProgress : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => Console.WriteLine(value);
    }
}

using System.Reflection;
using ClrKernel.Core.Primitives;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Unpaired.Display;

namespace Unpaired.Tests.Display;

/// <summary>Bridges to hosts, tried on types with the real hosts' names (HostStubs.cs).</summary>
[Collection("Display")]
public sealed class HostTests : IDisposable
{
    private static readonly Assembly Stubs = typeof(KernelInvocationContext).Assembly;
    private static readonly PictureFigure Square = new(Pictures.Plain(8, 8, 200, 30, 30), "A red square.");

    private readonly IDisplaySink? before = Show.Host;
    private readonly TextWriter console = Console.Out;
    private readonly StringWriter printed = new();

    public HostTests()
    {
        Show.Host = null;
        Console.SetOut(printed);
    }

    public void Dispose()
    {
        AppContext.SetData(EngineSink.DataName, null);
        KernelInvocationContext.Current = null;
        Console.SetOut(console);
        Show.Host = before;
    }

    [Fact]
    public void Output_Engine_GetsBundlesAndUpdates()
    {
        var bundles = new List<IReadOnlyDictionary<string, string>>();
        Func<IReadOnlyDictionary<string, string>, Action<IReadOnlyDictionary<string, string>>?> display = bundle =>
        {
            bundles.Add(bundle);
            return bundles.Add;
        };
        AppContext.SetData("Notebook.Display", display);
        var handle = Show.Image(Pictures.Plain(8, 8, 1, 2, 3), "A dark square.");
        handle.Update(new MarkdownOutput("*later*"));
        Assert.Equal("A dark square.", bundles[0][MimeTypes.Plain]);
        Assert.Contains("data:image/", bundles[0][MimeTypes.Html]);
        Assert.Equal("*later*", bundles[1][MimeTypes.Markdown]);
        Assert.Equal("", printed.ToString());
    }

    [Fact]
    public void Output_EngineOutsideACell_PrintsTheText()
    {
        Func<IReadOnlyDictionary<string, string>, Action<IReadOnlyDictionary<string, string>>?> display = _ => null;
        AppContext.SetData("Notebook.Display", display);
        Show.Output(Square);
        Assert.Equal($"A red square.{Environment.NewLine}", printed.ToString());
    }

    [Fact]
    public void Output_NoHost_PrintsTheText()
    {
        Show.Html("<b>bold</b>", "bold");
        Show.Markdown("*slanted*");
        Assert.Equal($"bold{Environment.NewLine}*slanted*{Environment.NewLine}", printed.ToString());
        Assert.Null(Show.Host);
    }

    [Fact]
    public void Output_FailingHost_PrintsTheTextAndGoesOn()
    {
        Func<IReadOnlyDictionary<string, string>, Action<IReadOnlyDictionary<string, string>>?> display =
            _ => throw new InvalidOperationException("The host is broken.");
        AppContext.SetData("Notebook.Display", display);
        var handle = Show.Output(Square);
        handle.Update(new HtmlOutput("<i>x</i>", "x"));
        Assert.StartsWith("A red square.", printed.ToString());
    }

    [Fact]
    public void Output_InterruptedCell_IsNotSwallowed()
    {
        Func<IReadOnlyDictionary<string, string>, Action<IReadOnlyDictionary<string, string>>?> display =
            _ => throw new OperationCanceledException();
        AppContext.SetData("Notebook.Display", display);
        Assert.Throws<OperationCanceledException>(() => Show.Output(Square));
    }

    [Fact]
    public void Output_AuthorsMistake_IsNotPassedOver()
    {
        using var host = new RecordingHost();
        var grid = new PictureGrid([[Pictures.Plain(8, 8, 1, 2, 3)]], "Dark.") { RowLabels = ["one", "too many"] };
        Assert.Throws<ArgumentException>(() => Show.Output(grid));
        var handle = Show.Output(Square);
        Assert.Throws<InvalidOperationException>(() => handle.Update(new Chart("Empty", "Nothing.", "x", "y")));
        Assert.Empty(host.Updates);
    }

    [Fact]
    public void Host_IsChosenOnce()
    {
        Func<IReadOnlyDictionary<string, string>, Action<IReadOnlyDictionary<string, string>>?> display = _ => null;
        AppContext.SetData("Notebook.Display", display);
        var first = Show.Host;
        Assert.IsType<EngineSink>(first);
        AppContext.SetData("Notebook.Display", null);
        Assert.Same(first, Show.Host);
    }

    [Fact]
    public void Engine_SecondNotebook_GetsItsOwnOutputs()
    {
        var received = new List<string>();
        foreach (string notebook in new[] { "first", "second" })
        {
            Func<IReadOnlyDictionary<string, string>, Action<IReadOnlyDictionary<string, string>>?> display = bundle =>
            {
                received.Add($"{notebook}: {bundle[MimeTypes.Plain]}");
                return _ => { };
            };
            AppContext.SetData("Notebook.Display", display);
            Show.Html("<b>x</b>", "x");
        }
        Assert.Equal(["first: x", "second: x"], received);
    }

    [Fact]
    public void Interactive_InACell_ShowsThroughTheContextAndUpdatesTheSameValue()
    {
        Show.Host = InteractiveSink.Find(Stubs);
        var context = new KernelInvocationContext();
        KernelInvocationContext.Current = context;
        var handle = Show.Output(Square);
        var displayed = Assert.Single(context.Displayed);
        Assert.Same(Square, displayed.Value);
        Assert.Equal([MimeTypes.Html, MimeTypes.Plain], displayed.MimeTypes);
        var later = new HtmlOutput("<i>x</i>", "x");
        handle.Update(later);
        Assert.Same(later, displayed.Value);
        Assert.Single(context.Displayed);
    }

    [Fact]
    public void Interactive_OutsideACell_PrintsTheText()
    {
        Show.Host = InteractiveSink.Find(Stubs);
        KernelInvocationContext.Current = null;
        Show.Output(Square);
        Assert.StartsWith("A red square.", printed.ToString());
    }

    [Fact]
    public void ClrKernel_Output_IsHtmlAndUpdatesItsCell()
    {
        DisplayValues.Cells.Clear();
        Show.Host = ClrKernelSink.Find(Stubs);
        var handle = Show.Output(Square);
        handle.Update(new MarkdownOutput("*later*"));
        var cell = Assert.Single(DisplayValues.Cells);
        Assert.Equal(MimeTypes.Html, cell.States[0].Mime);
        Assert.StartsWith("<figure", (string)cell.States[0].Value);
        Assert.Equal(("*later*", MimeTypes.Markdown), ((string)cell.States[1].Value, cell.States[1].Mime));
    }

    [Fact]
    public void Find_AssemblyWithoutTheTypes_IsNull()
    {
        var other = typeof(string).Assembly;
        Assert.Null(InteractiveSink.Find(other));
        Assert.Null(ClrKernelSink.Find(other));
        Assert.False(ForeignHosts.ConnectClrKernel(other));
        Assert.False(ForeignHosts.ConnectPlotly(other, other));
        Assert.False(ForeignHosts.ConnectClrKernel(null));
        Assert.False(ForeignHosts.ConnectPlotly(null, null));
    }

    [Fact]
    public void ClrKernel_TrailingExpression_UsesTheConvention()
    {
        Assert.True(ForeignHosts.ConnectClrKernel(Stubs));
        Assert.StartsWith("<figure", ((DisplayHtml)DisplayFormatters.ToHtml(Square)).Html);
        Assert.Equal("table of 42", ((DisplayHtml)DisplayFormatters.ToHtml(42)).Html);
        using var tensor = TorchSharp.torch.zeros(2);
        Assert.Contains("<pre", ((DisplayHtml)DisplayFormatters.ToHtml(tensor)).Html);
    }

    [Fact]
    public void Interactive_PlotlyChart_IsRegisteredAsHtml()
    {
        var chartType = typeof(Plotly.NET.GenericChart);
        Assert.True(ForeignHosts.ConnectPlotly(Stubs, chartType.Assembly));
        Assert.Equal([MimeTypes.Html], Formatter.Preferred[chartType]);
        var writer = new StringWriter();
        var chart = new Chart("Up", "A rising line.", "x", "y").Line("a", [1, 2, 3]).ToPlotly();
        Formatter.Registered[(chartType, MimeTypes.Html)](chart, writer);
        Assert.Contains("<div", writer.ToString());
        Assert.InRange(writer.ToString().Length, 500, 100_000);
    }

    [Fact]
    public void Loaded_Assembly_IsFoundBySimpleNameOnly()
    {
        Assert.Same(typeof(Show).Assembly, ForeignHosts.Loaded("Unpaired"));
        Assert.Null(ForeignHosts.Loaded("Unpaired.Nowhere"));
        Assert.False(ForeignHosts.IsInteractive);
    }
}

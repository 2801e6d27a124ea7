using System.Text.Json;
using Unpaired.Display;
using Unpaired.Training;

namespace Unpaired.Tests.Display;

[Collection("Display")]
public sealed class LiveTests
{
    private readonly ManualClock clock = new();

    private static bool IsFinal(RichOutput output) => output is ILiveOutput { IsFinal: true };

    [Fact]
    public void Progress_ManyReports_UpdateFiveTimesASecond()
    {
        using var host = new RecordingHost();
        using var progress = new ProgressDisplay("Drawing", 1000, "pictures", clock);
        for (int i = 1; i <= 1000; i++)
        {
            clock.Advance(0.01); // ten seconds in all
            progress.Report(i);
        }
        Assert.Single(host.Shown);
        Assert.InRange(host.Updates.Count, 45, 51); // the last one is never held back
        progress.Complete();
        Assert.Equal("Drawing: 1,000 pictures, done", host.Updates[^1].Text);
        Assert.True(IsFinal(host.Updates[^1]));
    }

    [Fact]
    public void Progress_Running_SaysRateAndTimeLeft()
    {
        using var host = new RecordingHost();
        using var progress = new ProgressDisplay("Drawing", 600, "pictures", clock);
        clock.Advance(4);
        progress.Report(200, "mug");
        Assert.Equal("Drawing: 200 of 600 pictures (33 %), 50 pictures/s, 8 s left; mug", host.Updates[^1].Text);
        string html = host.Updates[^1].Render(MimeTypes.Html)!;
        Assert.Contains("<progress", html);
        Assert.Contains("max=\"600\" value=\"200\"", html);
        Assert.Contains("aria-label=", html);
    }

    [Fact]
    public void Progress_End_IsTheSameAtAnySpeed()
    {
        string End(double seconds)
        {
            using var host = new RecordingHost();
            using (var progress = new ProgressDisplay("Drawing", 3, "pictures", clock))
            {
                for (int i = 0; i < 3; i++)
                {
                    clock.Advance(seconds);
                    progress.Step();
                }
                progress.Complete();
            }
            return string.Join('|', host.Updates[^1].ToBundle().Values);
        }

        Assert.Equal(End(0.001), End(77));
        Assert.DoesNotContain("<progress", End(1));
    }

    [Fact]
    public void Progress_ShowsTime_SaysHowLong()
    {
        using var host = new RecordingHost();
        using var progress = new ProgressDisplay("Drawing", 3, "pictures", clock) { ShowsTime = true };
        clock.Advance(125);
        progress.Complete("14 kinds");
        Assert.Equal("Drawing: 3 pictures, done in 2 min 5 s; 14 kinds", host.Updates[^1].Text);
        Assert.Equal(host.Updates[^1].Text, progress.ToString());
    }

    [Fact]
    public void Progress_DisposedEarly_SaysStopped()
    {
        using var host = new RecordingHost();
        using (var progress = new ProgressDisplay("Drawing", 400, "pictures", clock))
            progress.Report(120);
        Assert.Equal("Drawing: stopped after 120 of 400 pictures", host.Updates[^1].Text);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProgressDisplay("Nothing", 0, "pictures", clock));
    }

    [Fact]
    public void Console_Updates_PrintALineInTwoSecondsAndTheLast()
    {
        var writer = new StringWriter();
        var update = new ConsoleSink(writer, clock).Show(new LiveState(() => "", "0", isFinal: false));
        for (int i = 1; i <= 50; i++)
        {
            clock.Advance(0.1);
            update(new LiveState(() => throw new InvalidOperationException("No HTML for a console."), $"{i}", false));
        }
        update(new LiveState(() => "", "done", isFinal: true));
        Assert.Equal("0,20,40,done", string.Join(',', writer.ToString().Split(Environment.NewLine)[..^1]));
    }

    [Fact]
    public void Throttle_SlowWork_TakesATwentiethOfTheTime()
    {
        var throttle = new Throttle(clock, TimeSpan.FromSeconds(0.5));
        int runs = 0;
        for (int i = 0; i < 1000; i++)
        {
            throttle.Run(() =>
            {
                runs++;
                clock.Advance(0.2); // so the next is due after 4 seconds
            });
            clock.Advance(0.1);
        }
        Assert.InRange(runs, 23, 27);
    }

    [Fact]
    public void LossChart_Players_HavePanelsWithRawAndSmoothedCurves()
    {
        var chart = new LossChart { Smoothing = 0.5 };
        foreach (int i in Enumerable.Range(1, 3))
            chart.Add(i, ("reconstruction", i), ("adversarial", 1), ("discriminator A", 2));
        var panels = chart.ToChart().Panels;
        Assert.Equal(["generator", "discriminator"], panels.Select(panel => panel.Title));
        var series = panels[0].Series.Cast<PointSeries>().ToArray();
        Assert.Equal([true, false, true, false], series.Select(points => points.IsFaint));
        Assert.Equal([1.0, 2, 3], series[0].Y);
        // Weights 1/4, 1/2, 1 of the last three, divided by their sum.
        Assert.Equal((1 + (2 * 2) + (4 * 3)) / 7.0, series[1].Y[^1], 12);
        Assert.Equal(series[0].Style, series[1].Style);
        Assert.NotEqual(series[0].Style, series[2].Style);
    }

    [Fact]
    public void LossChart_LossesOfATrainer_ShareColoursBetweenDomains()
    {
        var chart = new LossChart();
        chart.Add(1, [
            new LossValue("gen_adv_a", 1, 1), new LossValue("gen_adv_b", 2, 1), new LossValue("gen_recon_x_a", 3, 10),
            new LossValue("gen_vgg_a", 0, 0), new LossValue("gen_total", 99, 1),
            new LossValue("dis_a", 1, 1), new LossValue("dis_b", 1, 1)]);
        var panels = chart.ToChart().Panels;
        var generator = panels[0].Series.Cast<PointSeries>().Where(points => !points.IsFaint).ToArray();
        Assert.Equal(["gen_adv_a", "gen_adv_b", "gen_recon_x_a"], generator.Select(points => points.Name));
        Assert.Equal([0, 0, 1], generator.Select(points => points.Style));
        Assert.Equal([0, 1, 0], generator.Select(points => points.Dash!.Value));
        var discriminator = panels[1].Series.Cast<PointSeries>().Where(points => !points.IsFaint).ToArray();
        Assert.Equal([0, 1], discriminator.Select(points => points.Style)); // one quantity: colours may differ too
    }

    [Fact]
    public void LossChart_LongRun_StaysSmall()
    {
        var chart = new LossChart();
        for (int i = 1; i <= 20_000; i++)
            chart.Add(i, ("generator/total", Math.Sin(i)), ("discriminator/total", Math.Cos(i)));
        var points = (PointSeries)chart.ToChart().Panels[0].Series[0];
        Assert.InRange(points.X.Length, 100, 160);
        Assert.Equal(20_000, points.X[^1]);
        Assert.InRange(chart.ToBundle().Values.Sum(content => content.Length), 1000, 100_000);
        using var json = JsonDocument.Parse(chart.Render(MimeTypes.Plotly)!);
        Assert.Equal("total", json.RootElement.GetProperty("data")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void LossChart_NotFinite_IsAGap()
    {
        var chart = new LossChart();
        chart.Add(1, ("total", 1.0));
        chart.Add(2, ("total", double.NaN));
        chart.Add(3, ("total", 1.0));
        var series = chart.ToChart().Panels[0].Series.Cast<PointSeries>().ToArray();
        Assert.True(double.IsNaN(series[0].Y[1]));
        Assert.Equal(1.0, series[1].Y[2], 12);
        Assert.Contains("total 1", chart.Text);
    }

    [Fact]
    public void LossChart_Live_UpdatesTwiceASecondAndEndsAsAChart()
    {
        using var host = new RecordingHost();
        var chart = new LossChart("Losses", null, clock);
        chart.ShowLive();
        for (int i = 1; i <= 100; i++)
        {
            clock.Advance(0.1);
            chart.Add(i, ("total", 1.0 / i));
        }
        Assert.InRange(host.Updates.Count, 18, 21);
        chart.Complete();
        Assert.IsType<Chart>(host.Updates[^1]);
        Assert.Throws<InvalidOperationException>(() => new LossChart().ToChart());
    }

    [Fact]
    public void TrainingView_Run_IsOneOutputWithoutTimesAtTheEnd()
    {
        string Run(double secondsPerStep, out int samplings, out int updates)
        {
            int drawn = 0;
            using var host = new RecordingHost();
            using (var view = new TrainingView("Train", 200, 8, clock))
            {
                for (int i = 1; i <= 200; i++)
                {
                    clock.Advance(secondsPerStep);
                    view.Report(i, [("total", 1.0 / i)], () =>
                    {
                        drawn++;
                        return new PictureGrid([[Pictures.Plain(8, 8, 1, 2, 3)]], "A dark square.");
                    });
                }
                view.Complete();
            }
            (samplings, updates) = (drawn, host.Updates.Count);
            Assert.Single(host.Shown);
            return string.Join('|', host.Updates[^1].ToBundle().Values);
        }

        string slow = Run(0.1, out int slowSamplings, out int slowUpdates);
        string fast = Run(0.0001, out int fastSamplings, out int fastUpdates);
        Assert.Equal(slow, fast);
        Assert.InRange(slowUpdates, 35, 42); // 20 s
        Assert.InRange(slowSamplings, 4, 5);
        Assert.Equal((2, 2), (fastSamplings, fastUpdates));
        Assert.Contains("Train: 200 iterations, done; total ", slow);
        Assert.Contains("alt=\"A dark square.\"", slow);
        Assert.Equal(3, slow.Split("data:image/").Length);
    }

    [Fact]
    public void TrainingView_Running_SaysImagesPerSecond()
    {
        using var host = new RecordingHost();
        using var view = new TrainingView("Train", 100, 8, clock);
        clock.Advance(5);
        view.Report(25, [new LossValue("total", 0.5, 10)]);
        Assert.Equal("Train: 25 of 100 iterations (25 %), 40 images/s, 15 s left; total 0.5", host.Updates[^1].Text);
    }
}

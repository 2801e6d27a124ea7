using System.Globalization;
using Unpaired.Training;

namespace Unpaired.Display;

/// <summary>
/// Loss curves that grow while a model trains: raw values thin, smoothed values thick, one panel a player. As the last
/// expression of a cell it is a chart of what it has; <see cref="ShowLive"/> shows it while it grows.
/// </summary>
/// <remarks>At most two updates a second, in consoles one line in two seconds.</remarks>
[TypeFormatterSource(typeof(RichOutputFormatterSource), Content = ContentKind.Chart)]
public sealed class LossChart : RichOutput
{
    private const int MaximumPoints = 160;

    private readonly string title;
    private readonly string? alt;
    private readonly Throttle throttle;
    private readonly List<Curve> curves = [];
    private DisplayHandle? handle;

    /// <summary>An empty chart.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="alt">What is to be seen; by default the last smoothed value of each curve.</param>
    public LossChart(string title = "Losses while training", string? alt = null) : this(title, alt, TimeProvider.System)
    {
    }

    internal LossChart(string title, string? alt, TimeProvider clock)
    {
        this.title = title;
        this.alt = alt;
        throttle = new Throttle(clock, TimeSpan.FromMilliseconds(500));
    }

    /// <summary>Which panel a loss belongs to, by its name.</summary>
    public Func<string, string> PanelOf { get; init; } = PlayerOf;

    /// <summary>Weight of the past in the smoothed curves, from 0 (raw) to below 1.</summary>
    public double Smoothing { get; init; } = 0.95;

    /// <summary>Width in pixels.</summary>
    public int Width { get; init; } = 800;

    /// <summary>Height in pixels.</summary>
    public int Height { get; init; } = 380;

    /// <inheritdoc/>
    public override string Text => alt ?? (curves.Count == 0
        ? $"{title}: no values yet."
        : FormattableString.Invariant($"{title}: {curves.Count} curves up to iteration {LastIteration:#,0}; ")
            + $"smoothed values at the end: {LastValues(curves.Count)}.");

    /// <summary>Adds one value to each curve named.</summary>
    /// <param name="iteration">Not below the last one.</param>
    /// <param name="values">Names as in the legend; values that are not finite are gaps.</param>
    public void Add(long iteration, IEnumerable<(string Name, double Value)> values)
    {
        foreach (var (name, value) in values)
        {
            var curve = curves.Find(known => known.Name == name);
            if (curve is null)
                curves.Add(curve = new Curve(name, Smoothing));
            curve.Add(iteration, value);
        }
        if (handle is not null)
            throttle.Run(() => handle.Update(Live(isFinal: false)));
    }

    /// <summary>
    /// Adds what a training step returned: the values before weighting, without parts that are switched off and without
    /// totals, whose weights would press the other curves flat.
    /// </summary>
    /// <param name="iteration">Not below the last one.</param>
    /// <param name="losses">From a trainer's step.</param>
    public void Add(long iteration, IEnumerable<LossValue> losses) => Add(iteration, InUse(losses));

    internal static IEnumerable<(string Name, double Value)> InUse(IEnumerable<LossValue> losses) => losses
        .Where(loss => loss.Weight != 0 && !loss.Name.EndsWith("_total", StringComparison.Ordinal))
        .Select(loss => (loss.Name, loss.Value));

    /// <summary>Adds one value to each curve named.</summary>
    public void Add(long iteration, params (string Name, double Value)[] values) =>
        Add(iteration, values.AsEnumerable());

    /// <summary>Shows it now and keeps it up to date with what is added.</summary>
    public void ShowLive() => handle ??= Show.Output(Live(isFinal: false));

    /// <summary>Shows the last state of a live chart, with all there is.</summary>
    public void Complete() => handle?.Update(curves.Count > 0 ? ToChart() : Live(isFinal: true));

    /// <summary>What it has now, as a chart.</summary>
    /// <exception cref="InvalidOperationException">No values yet.</exception>
    public Chart ToChart()
    {
        if (curves.Count == 0)
            throw new InvalidOperationException($"'{title}': expected at least one value before drawing; got none.");
        var chart = new Chart(title, Text, "iteration", "loss") { Width = Width, Height = Height };
        foreach (var player in curves.GroupBy(curve => PanelOf(curve.Name)))
        {
            var panel = chart.AddPanel(player.Key);
            var quantities = player.Select(curve => DomainOf(curve.Name).Quantity).Distinct().ToList();
            foreach (var curve in player)
            {
                var (quantity, domain) = DomainOf(curve.Name);
                string name = curve.Name[(curve.Name.IndexOf('/') + 1)..];
                int[] drawn = [.. curve.Thinned(MaximumPoints)];
                double[] x = [.. drawn.Select(i => (double)curve.Iterations[i])];
                double[] values = [.. drawn.Select(i => curve.Raw[i])];
                var raw = new PointSeries(name, x, values, HasLine: true, HasMarkers: false)
                {
                    Style = quantities.Count > 1 ? quantities.IndexOf(quantity) : domain ?? 0,
                    Dash = domain,
                    IsFaint = true,
                };
                panel.Add(raw);
                panel.Add(raw with { Y = [.. drawn.Select(i => curve.Smooth[i])], IsFaint = false });
            }
        }
        return chart;
    }

    /// <inheritdoc/>
    public override string? Render(string mimeType) =>
        mimeType == MimeTypes.Plain || curves.Count == 0
            ? (mimeType == MimeTypes.Plain ? Text : null)
            : ToChart().Render(mimeType);

    /// <summary>The last smoothed values of the first curves, in words.</summary>
    internal string LastValues(int count) => string.Join(", ", curves.Take(count).Select(curve =>
        $"{curve.Name} {curve.Smooth[^1].ToString("G3", CultureInfo.InvariantCulture)}"));

    private long LastIteration => curves.Max(curve => curve.Iterations[^1]);

    private LiveState Live(bool isFinal) => new(
        () => curves.Count == 0 ? $"<div>{HtmlText.Escape(Text)}</div>" : ToChart().Render(MimeTypes.Html)!,
        curves.Count == 0 ? Text : FormattableString.Invariant($"iteration {LastIteration:#,0}: {LastValues(6)}"),
        isFinal);

    /// <summary>What stands before a slash; else the player that the name begins with.</summary>
    private static string PlayerOf(string name) =>
        name.IndexOf('/') is > 0 and var slash ? name[..slash]
        : name.StartsWith("dis", StringComparison.OrdinalIgnoreCase) || name.StartsWith("d_", StringComparison.Ordinal)
            ? "discriminator"
            : "generator";

    /// <summary>
    /// Splits the names of losses that both domains have: one colour a quantity, solid for A, dashed for B.
    /// </summary>
    private static (string Quantity, int? Domain) DomainOf(string name) =>
        name.Length > 2 && name[^2] is '_' or ' ' && char.ToUpperInvariant(name[^1]) is 'A' or 'B'
            ? (name[..^2], char.ToUpperInvariant(name[^1]) - 'A')
            : (name, null);

    private sealed class Curve(string name, double smoothing)
    {
        private double mean;
        private double weight;

        public string Name => name;

        public List<long> Iterations { get; } = [];

        public List<double> Raw { get; } = [];

        public List<double> Smooth { get; } = [];

        public void Add(long iteration, double value)
        {
            if (double.IsFinite(value))
            {
                // The weight corrects the start, where the mean still leans on its initial 0.
                mean = (smoothing * mean) + ((1 - smoothing) * value);
                weight = (smoothing * weight) + (1 - smoothing);
            }
            Iterations.Add(iteration);
            Raw.Add(value);
            Smooth.Add(weight > 0 ? mean / weight : double.NaN);
        }

        /// <summary>Indices at equal distances, the last one among them.</summary>
        public IEnumerable<int> Thinned(int maximum)
        {
            int step = (Raw.Count + maximum - 1) / maximum;
            for (int i = (Raw.Count - 1) % step; i < Raw.Count; i += step)
                yield return i;
        }
    }
}

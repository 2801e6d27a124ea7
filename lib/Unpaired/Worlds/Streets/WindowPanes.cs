using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>Windows of a wall; each has its turn in lighting up, the same in every picture.</summary>
/// <param name="house">Whose windows.</param>
/// <param name="stream">Tells the walls of a house apart.</param>
internal sealed class WindowPanes(StreetBuilding house, long stream) : IDisposable
{
    /// <summary>The colours of lit windows, the most frequent first.</summary>
    public static readonly Vector3[] Lights =
        [new(1, 0.74f, 0.36f), new(1, 0.83f, 0.5f), new(0.95f, 0.6f, 0.24f), new(0.75f, 0.86f, 1)];

    private readonly SplitMixRandom random = new(house.Tenants, stream);
    private readonly List<(SKPoint A, SKPoint B, SKPoint C, SKPoint D, float Turn, int Kind)> panes = [];
    private readonly SKPath path = new();

    /// <summary>A window that is not drawn, so that the next ones stay as they are.</summary>
    public void Skip()
    {
        random.NextDouble();
        random.NextDouble();
    }

    /// <summary>A window by its corners: below, above, above, below.</summary>
    public void Add(SKPoint a, SKPoint b, SKPoint c, SKPoint d)
    {
        var turn = (float)random.NextDouble();
        var kind = (int)(Lights.Length * Math.Pow(random.NextDouble(), 1.6));
        panes.Add((a, b, c, d, turn, kind));
    }

    /// <summary>A pale ledge below each window. The next call uses the path again.</summary>
    public SKPath Sills()
    {
        path.Rewind();
        foreach (var (a, b, c, d, _, _) in panes)
        {
            var along = new SKPoint((d.X - a.X) * 0.12f, (d.Y - a.Y) * 0.12f);
            var (left, right) = (a - along, d + along);
            Trace(left, right, right + new SKPoint(0, (d.Y - c.Y) * 0.13f), left + new SKPoint(0, (a.Y - b.Y) * 0.13f));
        }
        return path;
    }

    /// <summary>The windows without light, where a part of all is lit. The next call uses the path again.</summary>
    public SKPath Dark(float share) => Those(share, -1);

    /// <summary>The windows lit in one of the colours. The next call uses the path again.</summary>
    public SKPath Lit(float share, int kind) => Those(share, kind);

    public void Dispose() => path.Dispose();

    private SKPath Those(float share, int wanted)
    {
        path.Rewind();
        foreach (var (a, b, c, d, turn, kind) in panes)
        {
            if ((turn < share ? kind : -1) == wanted)
                Trace(a, b, c, d);
        }
        return path;
    }

    private void Trace(SKPoint a, SKPoint b, SKPoint c, SKPoint d)
    {
        path.MoveTo(a);
        path.LineTo(b);
        path.LineTo(c);
        path.LineTo(d);
        path.Close();
    }
}

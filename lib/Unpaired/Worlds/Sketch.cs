using SkiaSharp;

namespace Unpaired.Worlds;

/// <summary>What a part of an object is coloured with.</summary>
internal enum Role
{
    Body,
    Accent,
    Light,
    Dark,
}

/// <summary>A closed shape with a role, or a line without; details are clipped to it and drawn below its
/// outline.</summary>
internal sealed record Part(SKPath Path, Role? Role)
{
    public List<Part> Details { get; } = [];

    /// <summary>A line inside this part.</summary>
    public Part Line(SKPath path)
    {
        Details.Add(new Part(path, null));
        return this;
    }

    /// <summary>A filled patch inside this part.</summary>
    public Part Patch(Role role, SKPath path)
    {
        Details.Add(new Part(path, role));
        return this;
    }
}

/// <summary>An object as parts from back to front, in any units; y points down.</summary>
internal sealed class Sketch : IDisposable
{
    public List<Part> Parts { get; } = [];

    /// <summary>A closed part in front of those before it.</summary>
    public Part Fill(Role role, SKPath path)
    {
        var part = new Part(path, role);
        Parts.Add(part);
        return part;
    }

    /// <summary>An open line in front of the parts before it.</summary>
    public void Line(SKPath path) => Parts.Add(new Part(path, null));

    /// <summary>The box round every closed part.</summary>
    public SKRect Bounds => Parts.Where(p => p.Role is not null).Select(p => p.Path.TightBounds)
        .Aggregate((a, b) => SKRect.Union(a, b));

    public void Transform(SKMatrix matrix)
    {
        foreach (var path in Paths)
            path.Transform(in matrix);
    }

    public void Dispose()
    {
        foreach (var path in Paths)
            path.Dispose();
    }

    private IEnumerable<SKPath> Paths => Parts.SelectMany(p => p.Details.Append(p)).Select(p => p.Path);
}

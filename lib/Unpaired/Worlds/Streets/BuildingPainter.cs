using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>One house: end wall, front with its windows, roof.</summary>
internal sealed class BuildingPainter
{
    private const float Storey = 3.1f;
    private const float EndDepth = 9;
    private static readonly Vector3 Pane = Rgb.Linear(new Oklch(0.36, 0.045, 250));

    private readonly StreetCanvas street;
    private readonly StreetCamera camera;
    private readonly StreetLight light;
    private readonly StreetBuilding house;
    private readonly Vector3 wall;
    private readonly Vector3 trim;
    private readonly Vector3 tiles;
    private readonly float side;
    private readonly float front;
    private readonly float near;
    private readonly float far;
    private readonly float height;

    private BuildingPainter(StreetCanvas street, StreetBuilding house, StreetRoad road)
    {
        this.street = street;
        this.house = house;
        (camera, light) = (street.Camera, street.Light);
        wall = Rgb.Linear(house.Wall);
        trim = Rgb.Linear(new Oklch(0.6, 0.15, house.TrimHue));
        tiles = Rgb.Linear(new Oklch(0.5, 0.085, house.TrimHue));
        side = house.OnRight ? 1 : -1;
        front = Front(house, road);
        far = (float)(house.Start + house.Width);
        near = Math.Max((float)house.Start, 0.4f * camera.NearDepth);
        height = (float)house.Height;
    }

    /// <summary>Where a front stands, in metres to the right of the road's centre line.</summary>
    public static float Front(StreetBuilding house, StreetRoad road) => (float)(house.OnRight
        ? road.RightEdge + road.PavementWidth + house.SetBack
        : -(road.LeftEdge + road.PavementWidth + house.SetBack));

    public static void Draw(StreetCanvas street, StreetBuilding house, StreetRoad road)
    {
        var painter = new BuildingPainter(street, house, road);
        if (painter.far <= painter.near)
            return;
        painter.DrawEnd();
        painter.DrawRoof();
        painter.DrawFront();
    }

    /// <summary>A point of the front: along the straight line between its ends.</summary>
    private SKPoint OnFront(float depth, float up)
    {
        var start = (float)house.Start;
        var part = (depth - start) / (far - start);
        return camera.Straight(front + float.Lerp(camera.Bend(start), camera.Bend(far), part), up, depth);
    }

    private SKPoint OnEnd(float inward, float up)
    {
        var start = (float)house.Start;
        return camera.Straight(front + camera.Bend(start) + side * inward, up, start);
    }

    private SKColor Wall(float sun, float depth, float shade = 1) =>
        light.Shade(wall * shade, sun, depth, 0.55f * light.LampsAt(front, depth));

    private void DrawEnd()
    {
        if (house.Start < camera.NearDepth * 0.5f)
            return;
        var depth = (float)house.Start;
        street.Fill(Wall(0.45f, depth, 0.86f), Wall(0.45f, depth, 0.76f), OnEnd(0, height), OnEnd(0, 0),
            OnEnd(0, 0), OnEnd(0, height), OnEnd(EndDepth, height), OnEnd(EndDepth, 0));
        if (house.Roof == StreetRoof.Pitched)
            street.Fill(Wall(0.45f, depth, 0.84f), OnEnd(0, height), OnEnd(EndDepth / 2, height + RoofRise),
                OnEnd(EndDepth, height));
        if (street.Mask is not null)
            return;
        // Two columns of windows.
        var panes = new WindowPanes(house, 5);
        var floors = Math.Max(1, (int)(height / Storey));
        for (var floor = 1; floor < floors; floor++)
            for (var column = 0; column < 2; column++)
            {
                var (from, up) = (1.7f + 3.4f * column, floor * Storey + 0.9f);
                panes.Add(OnEnd(from, up), OnEnd(from, up + 1.5f), OnEnd(from + 1.2f, up + 1.5f),
                    OnEnd(from + 1.2f, up));
            }
        Fill(panes, depth);
    }

    private float RoofRise => 2.6f + 0.08f * height;

    private void DrawRoof()
    {
        var sun = light.SunOn(-side) * 0.5f + 0.45f;
        switch (house.Roof)
        {
            case StreetRoof.Pitched:
                SKPoint Ridge(float depth)
                {
                    var start = (float)house.Start;
                    var bend = float.Lerp(camera.Bend(start), camera.Bend(far), (depth - start) / (far - start));
                    return camera.Straight(front + bend + side * EndDepth / 2, height + RoofRise, depth);
                }

                street.Fill(light.Shade(tiles, sun, near), light.Shade(tiles, sun, far), OnFront(near, height),
                    OnFront(far, height), OnFront(near, height), Ridge(near), Ridge(far), OnFront(far, height));
                break;
            case StreetRoof.Gable:
                var middle = (float)(house.Start + house.Width / 2);
                if (middle > near)
                    street.Fill(Wall(light.SunOn(-side), middle), OnFront(near, height - 0.05f),
                        OnFront(middle, height + RoofRise), OnFront(far, height - 0.05f));
                break;
            default:
                break;
        }
    }

    private void DrawFront()
    {
        var sun = light.SunOn(-side);
        street.Fill(Wall(sun, near), Wall(sun, far), OnFront(near, 0), OnFront(far, 0),
            OnFront(near, 0), OnFront(near, height), OnFront(far, height), OnFront(far, 0));
        if (street.Mask is not null)
        {
            DrawAwning(sun);
            return;
        }
        var cornice = light.Shade(Vector3.Lerp(wall, Vector3.One, 0.4f), sun, near, 0.3f * light.LampsAt(front,
            near));
        if (house.Roof != StreetRoof.Gable)
            Band(cornice, height - 0.45f, height);
        Band(light.Shade(wall * 0.62f, sun, near, 0.4f * light.LampsAt(front, near)), 0, 0.5f);
        DrawWindows();
        if (house.Shop)
            DrawShop();
        DrawAwning(sun);
    }

    private void Band(SKColor colour, float from, float to) =>
        street.Fill(colour, OnFront(near, from), OnFront(near, to), OnFront(far, to), OnFront(far, from));

    private void DrawWindows()
    {
        var floors = Math.Max(1, (int)MathF.Round((height - 0.6f) / Storey));
        var storey = (height - 0.6f) / floors;
        var columns = Math.Max(1, (int)MathF.Round((float)house.Width / 3.2f));
        var bay = (float)house.Width / columns;
        var panes = new WindowPanes(house, 3);
        var door = house.Tenants % columns;
        for (var floor = house.Shop ? 1 : 0; floor < floors; floor++)
            for (var column = 0; column < columns; column++)
            {
                var from = (float)house.Start + (column + 0.26f) * bay;
                var to = from + 0.48f * bay;
                var isDoor = floor == 0 && column == Math.Abs(door);
                var (low, high) = isDoor ? (0.1f, 2.3f) : (floor * storey + 0.95f, floor * storey + 2.45f);
                if (from < near)
                    panes.Skip();
                else if (isDoor)
                    street.Fill(light.Shade(tiles * 0.7f, light.SunOn(-side), from, light.LampsAt(front, from)),
                        OnFront(from, low), OnFront(from, high), OnFront(to, high), OnFront(to, low));
                else
                    panes.Add(OnFront(from, low), OnFront(from, high), OnFront(to, high), OnFront(to, low));
            }
        Fill(panes, near);
    }

    /// <summary>Large panes below an awning; lit wherever lamps are lit.</summary>
    private void DrawShop()
    {
        var start = (float)house.Start;
        var width = (float)house.Width;
        var lit = light.LitShare > 0;
        var glow = light.IsNight ? 1 : 0.75f;
        var bays = Math.Max(1, (int)MathF.Round(width / 4.5f));
        for (var bay = 0; bay < bays; bay++)
        {
            var from = Math.Max(start + (bay + 0.07f) * width / bays, near);
            var to = start + (bay + 0.93f) * width / bays;
            if (to <= from)
                continue;
            var colour = lit ? light.Emit(new Vector3(1, 0.83f, 0.52f) * glow, from) : light.Shade(Pane, 0.5f, from);
            var sill = lit ? light.Emit(new Vector3(0.92f, 0.56f, 0.22f) * glow, from) : light.Shade(Pane * 1.7f,
                0.5f, from);
            street.Fill(colour, sill, OnFront(from, 2.3f), OnFront(from, 0.5f),
                OnFront(from, 0.5f), OnFront(from, 2.35f), OnFront(to, 2.35f), OnFront(to, 0.5f));
        }
    }

    private void DrawAwning(float sun)
    {
        if (!house.Shop)
            return;
        var start = (float)house.Start;
        SKPoint Rim(float depth)
        {
            var part = (depth - start) / (far - start);
            var bend = float.Lerp(camera.Bend(start), camera.Bend(far), part);
            return camera.Straight(front + bend - side * 1.1f, 2.45f, depth);
        }

        var lamps = light.LampsAt(front, near);
        street.Fill(light.Shade(trim, 0.4f + 0.4f * sun, near, lamps), light.Shade(trim, 0.4f + 0.4f * sun, far,
            lamps),
            OnFront(near, 3), OnFront(far, 3), OnFront(near, 3.05f), Rim(near), Rim(far), OnFront(far, 3.05f));
    }

    private void Fill(WindowPanes panes, float depth)
    {
        using (panes)
        {
            // By day a pane mirrors the sky.
            var sill = Vector3.Lerp(wall, Vector3.One, 0.45f);
            street.Fill(light.Shade(sill, light.SunOn(-side), depth, 0.4f * light.LampsAt(front, depth)),
                panes.Sills());
            var sky = light.IsNight ? Vector3.Zero : light.SkyTop * 0.3f;
            street.Fill(Rgb.Encode(sky + Rgb.Linear(light.Shade(Pane * 0.8f, 0.25f, depth))),
                panes.Dark(light.LitShare));
            for (var kind = 0; light.LitShare > 0 && kind < WindowPanes.Lights.Length; kind++)
                street.Fill(light.Emit(WindowPanes.Lights[kind] * (light.IsNight ? 1 : 0.75f), depth),
                    panes.Lit(light.LitShare, kind));
        }
    }
}

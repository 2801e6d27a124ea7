namespace Unpaired.Worlds.Streets;

/// <summary>Draws a whole scene, from far to near.</summary>
internal static class StreetPainter
{
    /// <summary>One thing of a scene.</summary>
    /// <param name="Depth">Things with a smaller one are in front.</param>
    /// <param name="Index">Its place in the content's list of objects; −1 for what has no box.</param>
    /// <param name="Draw">Draws it.</param>
    internal readonly record struct Item(float Depth, int Index, Action<StreetCanvas> Draw);

    public static void Draw(StreetCanvas street, StreetContent content)
    {
        SkyPainter.Draw(street, content);
        new GroundPainter(street, content).Draw();
        foreach (var item in Items(content))
            item.Draw(street);
        RainPainter.Draw(street);
    }

    /// <summary>Everything that stands on the ground, from far to near.</summary>
    public static IReadOnlyList<Item> Items(StreetContent content)
    {
        List<Item> items = [];
        // A house counts from its far end: what is beside it on the street is in front of it.
        foreach (var house in content.Buildings)
            items.Add(new((float)(house.Start + house.Width), -1,
                street => BuildingPainter.Draw(street, house, content.Road)));
        foreach (var tree in content.Trees)
            items.Add(new((float)tree.Depth, -1, street => TreePainter.Draw(street, tree)));
        foreach (var lamp in content.Lamps)
            items.Add(new((float)lamp.Depth, -1, street => LampPainter.Draw(street, lamp)));
        for (var i = 0; i < content.Objects.Count; i++)
        {
            var thing = content.Objects[i];
            items.Add(new((float)thing.Depth, i, street => Draw(street, thing)));
        }
        return [.. items.OrderByDescending(item => item.Depth)];
    }

    private static void Draw(StreetCanvas street, StreetObject thing)
    {
        switch (thing)
        {
            case StreetCar car:
                CarPainter.Draw(street, car);
                break;
            case StreetPerson person:
                PersonPainter.Draw(street, person);
                break;
            case StreetTrafficLight signal:
                TrafficLightPainter.Draw(street, signal);
                break;
            default:
                throw new ArgumentException($"No painter for {thing.GetType().Name}.");
        }
    }
}

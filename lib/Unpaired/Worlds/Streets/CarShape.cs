namespace Unpaired.Worlds.Streets;

/// <summary>
/// A car's measures in metres. Places along it count from the back: the cabin stands on the body from CabinBack to
/// CabinFront, its roof reaches from RoofBack to RoofFront.
/// </summary>
internal sealed record CarShape(
    float Length, float Width, float Height, float Deck, float Belt, float Bonnet,
    float CabinBack, float RoofBack, float RoofFront, float CabinFront)
{
    /// <summary>Height of the body's lower edge.</summary>
    public const float Clearance = 0.24f;

    /// <summary>Radius of the wheels.</summary>
    public const float Wheel = 0.35f;

    /// <summary>How far the roof is narrower than the body, on each side.</summary>
    public const float Tumblehome = 0.2f;

    private static readonly CarShape Hatchback = new(3.9f, 1.82f, 1.54f, 0.96f, 0.98f, 0.84f, 0.08f, 0.5f, 2.1f,
        2.95f);
    private static readonly CarShape Saloon = new(4.6f, 1.86f, 1.47f, 0.97f, 0.95f, 0.82f, 0.85f, 1.5f, 2.65f, 3.4f);
    private static readonly CarShape Suv = new(4.6f, 1.98f, 1.82f, 1.1f, 1.12f, 1.02f, 0.05f, 0.3f, 2.6f, 3.3f);
    private static readonly CarShape Van = new(5.2f, 2.08f, 2.3f, 1.12f, 1.15f, 1.06f, 0.02f, 0.06f, 3.7f, 4.5f);

    public static CarShape Of(StreetCarBody body) => body switch
    {
        StreetCarBody.Saloon => Saloon,
        StreetCarBody.Suv => Suv,
        StreetCarBody.Van => Van,
        _ => Hatchback,
    };

    /// <summary>Where its far end is, in metres behind its near end.</summary>
    public static float LengthOf(StreetCar car) => Of(car.Body).Length * (float)car.Size;
}

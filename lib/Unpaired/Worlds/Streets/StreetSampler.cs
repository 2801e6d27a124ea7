namespace Unpaired.Worlds.Streets;

/// <summary>Draws streets: a road, then houses along it, then what stands and moves between them.</summary>
internal sealed class StreetSampler(Random random)
{
    public StreetContent Sample()
    {
        var curvature = random.Chance(0.3) ? 0 : Math.Pow(random.NextDouble(), 1.3) / 110 * random.Pick(-1, 1);
        var view = new StreetView
        {
            EyeHeight = random.Between(1.75, 2.7),
            Offset = random.Between(-0.6, 2.2),
            Horizon = random.Between(0.43, 0.55),
            // We look a little into the bend.
            VanishingPoint = Factor.Rounded(0.5 + 0.07 * (2 * random.NextDouble() - 1) - 16 * curvature),
            Zoom = random.Between(0.95, 1.2),
        };
        var road = new StreetRoad
        {
            Curvature = Math.Round(curvature, 5),
            LaneWidth = random.Between(3, 3.5),
            PavementWidth = random.Between(2.4, 3.8),
            ParkingLeft = random.Chance(0.35),
            ParkingRight = random.Chance(0.35),
            DashPhase = random.Between(0, 1),
            Crossing = random.Chance(0.3) ? random.Between(8, 17) : null,
            Skyline = random.Next(10_000),
        };
        var lawn = random.Chance(0.3) ? random.Pick(-1, 1) : 0;
        var lamps = Lamps(road);
        return new StreetContent
        {
            View = view,
            Road = road,
            Buildings = new(Row(false, lawn == -1).Concat(Row(true, lawn == 1))),
            Trees = new(Trees(road, lamps, lawn)),
            Lamps = new(lamps),
            Objects = new([.. Cars(road), .. People(road), .. Signals(road)]),
        };
    }

    private List<StreetBuilding> Row(bool onRight, bool isLawn)
    {
        List<StreetBuilding> row = [];
        var usual = random.Between(5, 12);
        for (var start = isLawn ? random.Between(55, 70) : random.Between(-4, 3); start < 105;)
        {
            var width = random.Between(9, 17);
            row.Add(new StreetBuilding
            {
                OnRight = onRight,
                Start = Factor.Rounded(start),
                Width = width,
                Height = Factor.Rounded(Math.Clamp(usual * (0.7 + 0.6 * random.NextDouble()), 4.2, 15)),
                SetBack = random.Chance(0.6) ? 0 : random.Between(0.3, 1.5),
                Wall = Wall(),
                TrimHue = random.Pick(28.0, 40, 75, 145, 205, 255, 330),
                Roof = random.Pick(StreetRoof.Flat, StreetRoof.Flat, StreetRoof.Pitched, StreetRoof.Pitched,
                    StreetRoof.Gable),
                Shop = random.Chance(0.4),
                Tenants = random.Next(1_000_000),
            });
            start += width + (random.Chance(0.18) ? random.Between(3, 6) : 0);
        }
        return row;
    }

    /// <summary>Plaster and brick: warm tones more often than cool ones.</summary>
    private StreetColour Wall()
    {
        var (hue, lightness, chroma) = random.Pick(
            (85.0, 0.86, 0.05), (70.0, 0.78, 0.075), (40.0, 0.62, 0.1), (30.0, 0.7, 0.075), (95.0, 0.9, 0.035),
            (230.0, 0.76, 0.045), (150.0, 0.77, 0.04), (15.0, 0.78, 0.06), (60.0, 0.67, 0.05), (260.0, 0.68, 0.03));
        return new StreetColour(Factor.Rounded(hue + random.Between(-6, 6)),
            Factor.Rounded(lightness + random.Between(-0.05, 0.04)), chroma);
    }

    private List<StreetLamp> Lamps(StreetRoad road)
    {
        List<StreetLamp> lamps = [];
        var side = random.Pick(-1, 1);
        var height = random.Between(4.8, 5.8);
        for (var depth = random.Between(7, 12); depth < 80; depth += 11.5)
        {
            var x = side > 0 ? road.RightEdge + 0.45 : -road.LeftEdge - 0.45;
            lamps.Add(new StreetLamp { X = Factor.Rounded(x), Depth = Factor.Rounded(depth), Height = height });
            side = -side;
        }
        return lamps;
    }

    private List<StreetTree> Trees(StreetRoad road, List<StreetLamp> lamps, int lawn)
    {
        List<StreetTree> trees = [];
        var hue = random.Chance(0.2) ? random.Between(62, 100) : random.Between(118, 150);
        foreach (var side in (int[])[-1, 1])
        {
            var kerb = side > 0 ? road.RightEdge : road.LeftEdge;
            if (lawn == side)
            {
                for (var depth = random.Between(9, 13); depth < 70; depth += random.Between(4, 8))
                    Plant(side * (kerb + road.PavementWidth + random.Between(1.5, 9)), depth);
            }
            else if (random.Chance(0.6))
            {
                for (var depth = random.Between(9, 16); depth < 70; depth += random.Between(9, 15))
                    if (!lamps.Exists(lamp => lamp.X * side > 0 && Math.Abs(lamp.Depth - depth) < 2.5))
                        Plant(side * (kerb + 0.7), depth);
            }
        }
        return trees;

        void Plant(double x, double depth) => trees.Add(new StreetTree
        {
            X = Factor.Rounded(x),
            Depth = Factor.Rounded(depth),
            Height = random.Between(4, 6.5),
            Shape = random.Chance(0.25) ? StreetTreeShape.Slender : StreetTreeShape.Round,
            Hue = Factor.Rounded(hue + random.Between(-9, 9)),
        });
    }

    private List<StreetCar> Cars(StreetRoad road)
    {
        List<StreetCar> cars = [];
        var lane = road.LaneWidth / 2;
        Queue(lane, random.Between(6.5, 14), false, 11, 3);
        Queue(-lane, random.Between(7.5, 16), true, 11, 3);
        if (road.ParkingRight)
            Park(road.LaneWidth, false);
        if (road.ParkingLeft)
            Park(-road.LaneWidth, true);
        return cars;

        void Queue(double x, double start, bool oncoming, double gap, int most)
        {
            for (var depth = start; depth < 70 && most > 0; most--)
            {
                // Nobody drives over the zebra crossing while people may walk there.
                if (road.Crossing is { } zebra && depth < zebra + 4 && depth > zebra - 7)
                    depth = zebra + 4.2;
                Add(x + random.Between(-0.25, 0.25), depth, oncoming, parked: false);
                depth += 5.5 + gap * (0.3 + random.NextDouble());
            }
        }

        void Park(double lane, bool oncoming)
        {
            var x = lane + Math.Sign(lane) * (StreetRoad.ParkingWidth / 2 + 0.05);
            for (var depth = random.Between(5.5, 9.5); depth < 48; depth += random.Between(5.8, 8.5))
            {
                var isCrossing = road.Crossing is { } zebra && depth > zebra - 6.5 && depth < zebra + 4.5;
                if (!isCrossing && random.Chance(0.72))
                    Add(x, depth, oncoming, parked: true);
            }
        }

        void Add(double x, double depth, bool oncoming, bool parked) => cars.Add(new StreetCar
        {
            X = Factor.Rounded(x),
            Depth = Factor.Rounded(depth),
            Size = random.Between(0.97, 1.06),
            Body = random.Pick(StreetCarBody.Hatchback, StreetCarBody.Hatchback, StreetCarBody.Saloon,
                StreetCarBody.Saloon, StreetCarBody.Suv, StreetCarBody.Van),
            Paint = Paint(),
            Oncoming = oncoming,
            Parked = parked,
        });
    }

    /// <summary>White, silver and black are common; the rest is bright.</summary>
    private StreetColour Paint()
    {
        var (hue, lightness, chroma) = random.Pick(
            (250.0, 0.95, 0.005), (250.0, 0.78, 0.008), (260.0, 0.4, 0.02), (27.0, 0.58, 0.2), (27.0, 0.58, 0.2),
            (258.0, 0.56, 0.16), (235.0, 0.7, 0.12), (92.0, 0.84, 0.16), (150.0, 0.58, 0.11), (50.0, 0.7, 0.16));
        return new StreetColour(Factor.Rounded(hue + random.Between(-7, 7)),
            Factor.Rounded(lightness + random.Between(-0.04, 0.04)), chroma);
    }

    private List<StreetPerson> People(StreetRoad road)
    {
        List<StreetPerson> people = [];
        foreach (var side in (int[])[-1, 1])
        {
            var kerb = side > 0 ? road.RightEdge : road.LeftEdge;
            for (var count = 1 + random.Next(4); count > 0; count--)
            {
                var along = random.Pick(StreetFacing.Towards, StreetFacing.Away, StreetFacing.Towards,
                    StreetFacing.Left,
                    StreetFacing.Right);
                Add(side * (kerb + random.Between(0.9, road.PavementWidth - 0.35)),
                    6 + 14 * Math.Pow(random.NextDouble(), 1.3), along);
            }
        }
        if (road.Crossing is { } zebra)
            for (var count = random.Next(3); count > 0; count--)
                Add(random.Between(-road.LaneWidth, road.LaneWidth), zebra + random.Between(0.6, 2.6),
                    random.Pick(StreetFacing.Left, StreetFacing.Right));
        return people;

        void Add(double x, double depth, StreetFacing facing)
        {
            if (!people.Exists(p => Math.Abs(p.X - x) < 0.8 && Math.Abs(p.Depth - depth) < 1.2))
                people.Add(Person(x, depth, facing));
        }
    }

    private StreetPerson Person(double x, double depth, StreetFacing facing) => new()
    {
        X = Factor.Rounded(x),
        Depth = Factor.Rounded(depth),
        Size = random.Between(0.95, 1.12),
        Facing = facing,
        Step = random.Between(0, 1),
        LongCoat = random.Chance(0.35),
        Coat = new StreetColour(random.Between(0, 360), random.Between(0.45, 0.85), random.Between(0.04, 0.17)),
        Legs = random.Pick(new StreetColour(265, 0.35, 0.06), new StreetColour(260, 0.28, 0.015),
            new StreetColour(75, 0.6, 0.05), new StreetColour(255, 0.48, 0.07)),
        Skin = random.Between(0, 1),
        Hair = random.Between(0, 1),
    };

    private List<StreetTrafficLight> Signals(StreetRoad road)
    {
        if (road.Crossing is not { } zebra)
            return [];
        var signal = random.Pick(StreetSignal.Red, StreetSignal.Green, StreetSignal.Red, StreetSignal.Amber);
        var depth = Factor.Rounded(zebra - 0.4);
        return
        [
            new() { X = Factor.Rounded(road.RightEdge + 0.4), Depth = depth, Signal = signal },
            new() { X = Factor.Rounded(-road.LeftEdge - 0.4), Depth = depth, Signal = signal },
        ];
    }
}

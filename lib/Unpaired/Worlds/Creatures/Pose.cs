namespace Unpaired.Worlds.Creatures;

/// <summary>A content's factors as the drawing code likes them.</summary>
/// <param name="Phase">Of the step, radians.</param>
/// <param name="Step">Width of the step, 0 to 1.</param>
/// <param name="Bend">−1 hollow back to 1 arched.</param>
/// <param name="Tail">−1 hanging to 1 raised.</param>
/// <param name="Reach">0 to 1.</param>
/// <param name="Nod">−1 head lowered to 1 raised.</param>
/// <param name="Yaw">Of the face, radians: 0 towards the viewer, π/2 in profile.</param>
/// <param name="GazeX">−1 back to 1 ahead.</param>
/// <param name="GazeY">−1 down to 1 up.</param>
/// <param name="Eyes">0 shut to 1 open.</param>
/// <param name="Mouth">0 shut to 1 open.</param>
/// <param name="Mood">−1 angry to 1 worried.</param>
internal readonly record struct Pose(
    float Phase, float Step, float Bend, float Tail, float Reach, float Nod, float Yaw, float GazeX, float GazeY,
    float Eyes, float Mouth, float Mood)
{
    public static Pose Of(SpeciesContent c) => new((float)(c.StridePhase * 2 * Math.PI), (float)c.StrideSize,
        (float)c.Bend, (float)c.Tail, (float)c.Reach, (float)c.HeadLift,
        (float)((78 - 70 * c.HeadTurn) * Math.PI / 180),
        (float)c.GazeX, (float)c.GazeY, (float)c.EyesOpen, (float)c.MouthOpen, (float)c.Mood);

    /// <summary>A limb's swing, −1 to 1.</summary>
    /// <param name="offset">Where in the step this limb is, in turns.</param>
    public float Swing(float offset) => Step * MathF.Sin(Phase + offset * MathF.Tau);
}

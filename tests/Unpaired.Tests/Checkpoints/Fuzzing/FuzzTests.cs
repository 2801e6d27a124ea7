namespace Unpaired.Tests.Checkpoints.Fuzzing;

/// <summary>A few thousand damaged files in each run; hundreds of thousands by tests/Benchmarks, fuzz.</summary>
public sealed class FuzzTests : IDisposable
{
    private const int Cases = 1500;
    private readonly FuzzRun run = new();

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Load_Damaged_EndsInAResultOrInARefusalWithItsPosition(int format)
    {
        string goldens = Path.GetDirectoryName(CheckpointFiles.Golden("types.pt"))!;
        var counts = run.Run(FuzzFormat.All(goldens)[format], first: 0, Cases);

        Assert.Empty(counts.Faults);
        Assert.InRange(counts.Refused, Cases / 4, Cases - 1); // the damage must do harm, but not always
    }

    [Fact]
    public void Damage_SameNumber_IsTheSame()
    {
        byte[] bytes = File.ReadAllBytes(CheckpointFiles.Golden("tree_legacy.pt"));

        Assert.All(Enumerable.Range(0, 50), number => Assert.Equal(
            new FuzzMutator(number).Damage(bytes, FuzzMutator.Special.Opcodes),
            new FuzzMutator(number).Damage(bytes, FuzzMutator.Special.Opcodes)));
    }
}

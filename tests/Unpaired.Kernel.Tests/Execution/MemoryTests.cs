namespace Unpaired.Kernel.Tests;

/// <summary>Alone, since it measures the whole process.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public class AloneCollection;

[Collection("Alone")]
public class MemoryTests
{
    [Fact]
    public async Task ManyCells_OfOneSession_GrowTheProcessLittle()
    {
        const int Warm = 20, Cells = 200;
        using var session = new Session();
        for (int i = 0; i < Warm; i++)
            await RunSmall(session, i);
        long before = Resident();
        for (int i = 0; i < Cells; i++)
            await RunSmall(session, i);
        double perCell = (Resident() - before) / 1e6 / Cells;
        Assert.True(
            perCell < 1.5, $"{perCell:F2} MB per cell; about 0.3 are expected, several without a caching resolver");
    }

    private static async Task RunSmall(Session session, int i) =>
        Assert.Equal($"{i}", (await session.Run($"int x{i % 7} = {i}; string s{i} = $\"{{x{i % 7}}}\"; s{i}"))
            .Result());

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }
}

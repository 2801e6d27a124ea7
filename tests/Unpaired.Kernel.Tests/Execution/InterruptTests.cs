namespace Unpaired.Kernel.Tests;

public class InterruptTests
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true) { try { while (true) { } } catch { } }")]
    [InlineData("while (true) await Task.Delay(5);")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    [InlineData("new System.Threading.ManualResetEventSlim().Wait();")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Where(i => i < 0).Count()")]
    public async Task Interrupt_EndlessCell_EndsItAndKeepsTheState(string endless)
    {
        using var session = new Session();
        await session.Run("int x = 1;");
        for (int round = 1; round <= 2; round++)
        {
            var (result, outputs) = await session.InterruptWhenBegun($"x += 1;\nConsole.Write(\"begun\");\n{endless}");
            Assert.Equal(CellStatus.Interrupted, result.Status);
            Assert.Equal("begun", outputs.Stream());
            Assert.Equal("CellInterrupted", Assert.IsType<ErrorOutput>(outputs.Outputs[^1]).Name);
            Assert.Equal((1 + round).ToString(), (await session.Run("x")).Result());
        }
    }

    [Fact]
    public async Task Interrupt_WhileNothingRuns_DoesNothing()
    {
        using var session = new Session();
        session.Engine.Interrupt();
        Assert.Equal("2", (await session.Run("1 + 1")).Result());
        session.Engine.Interrupt();
        Assert.Equal("3", (await session.Run("1 + 2")).Result());
    }

    [Fact]
    public async Task Interrupt_AwaitingCell_DropsItsRest()
    {
        using var session = new Session();
        await session.Run("int steps = 0;");
        await session.InterruptWhenBegun("Console.Write(\"begun\"); while (true) { steps++; await Task.Delay(1); }");
        string? after = (await session.Run("steps")).Result();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(after, (await session.Run("steps")).Result());
    }
}

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
    [InlineData("for (;;) ;")]
    [InlineData("do Math.Sqrt(2); while (true);")]
    [InlineData("Enumerable.Repeat(1, int.MaxValue).All(i => { return i > 0; })")]
    [InlineData("void Forever() { Enumerable.Repeat(1, 1000).ToList().ForEach(i => Forever2()); } void Forever2() { while (true) Math.Sqrt(3); } Forever();")]
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
    public async Task Interrupt_Loop_KeepsWhatTheCellDeclared()
    {
        using var session = new Session();
        await session.InterruptWhenBegun("int steps = 5; Console.Write(\"begun\"); while (true) steps = 6;");
        Assert.Equal("6", (await session.Run("steps")).Result());
    }

    [Fact]
    public async Task Interrupt_Cell_LetsItsFinallyBlocksWrite()
    {
        using var session = new Session();
        var (_, outputs) = await session.InterruptWhenBegun(
            "try { Console.WriteLine(\"begun\"); while (true) { } } finally { Console.Write(\"cleaned up\"); }");
        Assert.EndsWith("cleaned up", outputs.Stream());
    }

    [Fact]
    public async Task Interrupt_CodeThatCannotLook_LeavesItBehindWhenAbortIsOff()
    {
        using var session = new Session(new EngineOptions { AbortStubbornCode = false });
        await session.Run("int x = 4;");
        var (result, _) = await session.InterruptWhenBegun(
            "Console.Write(\"begun\"); Enumerable.Range(0, 10).SelectMany(_ => Enumerable.Range(0, int.MaxValue)).Where(i => Math.Sqrt(i) < 0).Count()");
        Assert.Equal(CellStatus.Interrupted, result.Status);
        Assert.Equal("4", (await session.Run("x")).Result());
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

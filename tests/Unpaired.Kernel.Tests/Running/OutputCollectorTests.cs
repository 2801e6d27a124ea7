namespace Unpaired.Kernel.Tests;

public sealed class OutputCollectorTests
{
    [Theory]
    [InlineData("ClearOutput();", "")]
    [InlineData("ClearOutput(wait: true);", "one")]
    [InlineData("ClearOutput(); Console.Write(2);", "2")]
    [InlineData("ClearOutput(wait: true); Console.Write(2); Console.Write(3);", "23")]
    public async Task ClearedOutput_IsNotStored(string code, string expected)
    {
        using var session = new Session();
        var cell = new NotebookCell(CellKind.Code, "a", "");
        var collector = new OutputCollector();

        await session.Engine.ExecuteAsync(
            "Console.Write(\"one\"); " + code, collector.Begin(cell),
            cancellationToken: TestContext.Current.CancellationToken);
        collector.Store();

        Assert.Equal(expected, string.Concat(cell.Outputs.OfType<StreamOutput>().Select(output => output.Text)));
    }
}

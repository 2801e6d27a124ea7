namespace Unpaired.Kernel.Jupyter;

/// <summary>Console.ReadLine in a cell asks the user in the notebook.</summary>
internal sealed class ConsoleInput(TextReader original) : TextReader
{
    private static readonly Lock Gate = new();
    private static TextReader? installed;

    public static void Install()
    {
        lock (Gate)
        {
            if (ReferenceEquals(Console.In, installed))
                return;
            Console.SetIn(new ConsoleInput(Console.In));
            installed = Console.In;
        }
    }

    public override string? ReadLine() => CellContext.Current?.Engine.Options.Input is { } input
        ? input("", false).GetAwaiter().GetResult()
        : original.ReadLine();
}

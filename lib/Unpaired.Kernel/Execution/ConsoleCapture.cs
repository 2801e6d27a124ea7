using System.Text;

namespace Unpaired.Kernel;

/// <summary>
/// Sends what a cell writes to the console into the cell's output, and everything else where it went before.
/// </summary>
internal static class ConsoleCapture
{
    private static readonly Lock Gate = new();
    private static TextWriter? capturedOut;
    private static TextWriter? capturedError;

    /// <summary>Takes hold of the console, also again after someone else did.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (!ReferenceEquals(Console.Out, capturedOut))
            {
                Console.SetOut(new RoutingWriter("stdout", Console.Out));
                capturedOut = Console.Out;
            }
            if (!ReferenceEquals(Console.Error, capturedError))
            {
                Console.SetError(new RoutingWriter("stderr", Console.Error));
                capturedError = Console.Error;
            }
        }
    }

    private sealed class RoutingWriter(string name, TextWriter original) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override string NewLine => "\n";

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void Write(string? value)
        {
            if (value is null)
                return;
            if (CellContext.Current is { } cell)
                cell.Write(name, value);
            else
                original.Write(value);
        }

        public override void WriteLine() => Write("\n");

        public override void WriteLine(string? value) => Write(value + "\n");

        public override void Flush()
        {
            if (CellContext.Current is { } cell)
                cell.Flush();
            else
                original.Flush();
        }
    }
}

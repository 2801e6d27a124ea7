using System.CommandLine;
using Unpaired.Checkpoints;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired inspect</c>: what a checkpoint file holds.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A PyTorch (.pt, .pth, .ckpt) or safetensors file." };
        var command = new Command("inspect", "Lists names, shapes, types and sizes; nothing in the file is executed.") { file };
        command.SetAction(parsed =>
        {
            Console.WriteLine(CheckpointInspector.Inspect(parsed.GetValue(file)!));
            return 0;
        });
        return command;
    }
}

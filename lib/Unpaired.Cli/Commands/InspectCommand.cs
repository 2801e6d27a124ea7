using System.CommandLine;
using Unpaired.Checkpoints;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired inspect</c>: what a checkpoint file holds.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A PyTorch (.pt, .pth, .ckpt) or safetensors file." };
        var command = new Command("inspect", "Says what a checkpoint is, and lists names, shapes, types and sizes; nothing in it is executed.") { file };
        command.SetAction(parsed =>
        {
            var description = CheckpointInspector.Inspect(parsed.GetValue(file)!);
            Console.WriteLine(CheckpointTitle.Of(description));
            Console.WriteLine(description);
            return 0;
        });
        return command;
    }
}

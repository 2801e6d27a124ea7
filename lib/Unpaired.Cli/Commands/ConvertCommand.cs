using System.CommandLine;
using Unpaired.Checkpoints.Originals;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired convert</c>: between original checkpoints and our safetensors files.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("from")
        {
            Description = "A PyTorch file (.pt, .pth, .ckpt) or a safetensors file.",
        };
        var target = new Argument<string>("to") { Description = "The other kind; the suffix decides." };
        var config = new Option<string?>("--config")
        {
            Description = "The YAML file of the experiment, to be stored in the safetensors file.",
        };
        var command = new Command("convert",
            "Converts between the authors' checkpoints and our safetensors files; every tensor keeps its bytes.")
        {
            source, target, config,
        };
        command.SetAction(parsed =>
        {
            Console.WriteLine(CheckpointConversion.Convert(
                parsed.GetValue(source)!, parsed.GetValue(target)!, parsed.GetValue(config)));
            return 0;
        });
        return command;
    }
}

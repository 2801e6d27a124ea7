using System.CommandLine;
using Unpaired.Verification;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired verify</c>: does the library compute what the original code computed?</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A folder of reference numbers (JSON, safetensors, checkpoints), searched recursively." };
        var json = new Option<string?>("--json") { Description = "Also write the report as JSON to this file." };
        var html = new Option<string?>("--html")
        {
            Description = "Also write the report as a page with histograms to this file.",
        };
        var command = new Command("verify",
            "Compares networks, losses, gradients and training steps with the original's numbers. " +
            "Exit code 0: all agree; 1: one falls short; 2: a group is unknown.")
        {
            folder, json, html,
        };
        command.SetAction(parsed =>
        {
            var report = GoldenVerification.Run(parsed.GetValue(folder)!);
            Console.WriteLine(report);
            if (parsed.GetValue(json) is { } path)
                Data.AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(report.ToJson())));
            if (parsed.GetValue(html) is { } page)
                Data.AtomicFile.WriteText(page, report.ToHtml());
            return report.ExitCode;
        });
        return command;
    }
}

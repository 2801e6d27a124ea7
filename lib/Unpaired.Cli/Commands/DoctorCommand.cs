using System.CommandLine;
using Spectre.Console;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired doctor</c>: is everything here that the notebooks need?</summary>
internal static class DoctorCommand
{
    /// <summary>The command; its exit code is 1 if a needed part is bad.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Tests each part of this machine and names the cure for what is missing.");
        command.SetAction(_ => Report(Doctor.Examine()));
        return command;
    }

    private static int Report(IReadOnlyList<Finding> findings)
    {
        int width = findings.Max(f => f.Part.Length);
        foreach (var finding in findings)
        {
            string colour = finding.Verdict switch
            {
                Verdict.Good => "green",
                Verdict.Optional => "yellow",
                _ => "red",
            };
            AnsiConsole.MarkupInterpolated($"[{colour}]{finding.Verdict.ToString().ToLowerInvariant(),-8}[/] ");
            Console.WriteLine($"{finding.Part.PadRight(width)}  {finding.Found}");
            if (finding.Cure is { } cure)
                Console.WriteLine($"{new string(' ', 9 + width)}  -> {cure}");
        }
        int bad = findings.Count(f => f.Verdict == Verdict.Bad);
        Console.WriteLine(bad == 0 ? "Everything that is needed is here." : $"{bad} part(s) need attention.");
        return bad == 0 ? 0 : 1;
    }
}

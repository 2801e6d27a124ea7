using System.CommandLine;
using Unpaired.Cli;
using Unpaired.Cli.Commands;

var threads = new Option<int?>("--threads")
{
    Description = "Threads for tensor operations (default: all cores, or OMP_NUM_THREADS).",
    Recursive = true,
};
var root = new RootCommand("Unpaired image-to-image translation: run notebooks, train, translate, verify.")
{
    threads,
    RunCommand.Create(),
    TrainCommand.Create(),
    TranslateCommand.Create(),
    VerifyCommand.Create(),
    InspectCommand.Create(),
    DoctorCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count == 0 && parsed.GetValue(threads) is { } count)
    Machine.UseThreads(count);
return await Machine.RunReportingErrors(() => parsed.InvokeAsync());

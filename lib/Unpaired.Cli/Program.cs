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
    KernelCommand.Create(),
    TrainCommand.Create(),
    PresetsCommand.Create(),
    TranslateCommand.Create(),
    EvaluateCommand.Create(),
    ObjectsCommand.Create(),
    AdaptCommand.Create(),
    VerifyCommand.Create(),
    InspectCommand.Create(),
    ConvertCommand.Create(),
    DataCommand.Create(),
    DoctorCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count == 0 && parsed.GetValue(threads) is { } count)
    Machine.UseThreads(count);
var invocation = new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false, // errors become one line instead of a stack trace
    ProcessTerminationTimeout = TimeSpan.FromMinutes(2), // Ctrl-C: an iteration, or a cell, may finish and be saved
};
int code = await Machine.RunReportingErrors(() => parsed.InvokeAsync(invocation));
return DataCommand.IsWrongUsage(parsed) ? 2 : code;

#!/usr/bin/env -S dotnet run
#:project ../lib/Unpaired/Unpaired.csproj
#:property PublishAot=false

// Writes the species world as picture files: dotnet run data-scripts/species.cs -- --help
using Unpaired.Worlds;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true; // the picture in hand is finished first
    interrupt.Cancel();
};
return SpeciesExportCommand.Run(args, Console.Out, Console.Error, interrupt.Token);

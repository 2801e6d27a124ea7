#!/usr/bin/env -S dotnet run
#:project ../lib/Unpaired/Unpaired.csproj
#:property PublishAot=false

// Writes the characters of typefaces as picture files: dotnet run data-scripts/glyphs.cs -- --help
using Unpaired.Worlds;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true; // the picture in hand is finished first
    interrupt.Cancel();
};
return GlyphExportCommand.Run(args, Console.Out, Console.Error, interrupt.Token);

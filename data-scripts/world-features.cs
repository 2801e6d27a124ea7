#!/usr/bin/env -S dotnet run
#:project ../lib/Unpaired/Unpaired.csproj
#:property PublishAot=false

// Trains the feature network that stands in where a user has no published weights, and says how well it recognises
// fresh pictures: dotnet run data-scripts/world-features.cs -- [FILE] [ITERATIONS] [SEED]
using System.Globalization;
using Unpaired.Metrics;
using Unpaired.Metrics.Features;
using static TorchSharp.torch;

string file = args.ElementAtOrDefault(0) ?? "world-features.safetensors";
int iterations = int.Parse(args.ElementAtOrDefault(1) ?? "3000", CultureInfo.InvariantCulture);
long seed = long.Parse(args.ElementAtOrDefault(2) ?? "1", CultureInfo.InvariantCulture);
const int Unlimited = 1 << 24, Fresh = 10;

var progress = new Progress<(int Iteration, double Loss)>(at =>
{
    if (at.Iteration % 100 == 1) Console.WriteLine(FormattableString.Invariant($"{at.Iteration,6}  loss {at.Loss:F3}"));
});
using var network = ClassRecognizer.Train(new WorldClasses(Unlimited, seed),
    new RecognizerOptions { Iterations = iterations, Width = 32, BatchSize = 48, Seed = seed }, progress);
network.Save(file, ScalarType.Float16);
using var stored = ClassRecognizer.Load(file);
var fresh = new WorldClasses(Fresh, seed + 1);
var answers = Enumerable.Range(0, fresh.ClassCount)
    .SelectMany(c => Enumerable.Range(0, Fresh).Select(i => (fresh[c, i], c))).ToList();
Console.WriteLine($"{file}: {fresh.ClassCount} classes, {stored.Accuracy(answers)} fresh pictures recognised");

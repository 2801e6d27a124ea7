#!/usr/bin/env -S dotnet run
#:project ../lib/Unpaired/Unpaired.csproj
#:property PublishAot=false

// Measures trainings on ten species, as notebook 05 does, and writes a line for each:
// dotnet run data-scripts/tunit-records.cs -- FILE NAME:SEED:ITERATIONS=WEIGHTS ...
using System.Globalization;
using Unpaired.Training;
using Unpaired.Tunit;
using Unpaired.Worlds;

const int Side = 32, PilePictures = 1050, TrainingPictures = 1000, HeldOutPictures = 30, Questions = 30;
const long PileSeed = 7;

if (args.Length < 2) throw new ArgumentException("Expected FILE NAME:SEED:ITERATIONS=WEIGHTS ...");
var world = new SpeciesWorld(Side) { Studio = true };
var pile = new SpeciesDataset(world, SpeciesWorld.Ten, PilePictures, PileSeed);
var heldOut = LabelledPictures.Of(pile, HeldOutPictures, first: TrainingPictures);
TruthQuestion[] questions = [.. new long[] { 101, 102, 103 }
    .SelectMany(seed => new SpeciesTestSet(world, SpeciesWorld.Ten, SpeciesWorld.Ten, Questions, shots: 1, seed).Pairs())
    .Select(pair => new TruthQuestion(pair.Input, pair.Examples[0], pair.Truth))];
List<TunitRecord> records = [.. args.Skip(1).Select(Measure)];
TunitRecord.Write(args[0], records);

TunitRecord Measure(string text)
{
    if (text.Split('=', 2) is not [var what, var weights] || what.Split(':') is not [var name, var seed, var iterations])
        throw new ArgumentException($"'{text}': expected NAME:SEED:ITERATIONS=WEIGHTS.");
    using var model = TunitTranslator.Load(weights);
    var record = TunitRecord.Measure(name, long.Parse(seed, CultureInfo.InvariantCulture),
        long.Parse(iterations, CultureInfo.InvariantCulture), model, heldOut, questions);
    Console.WriteLine(FormattableString.Invariant(
        $"{name}: {record.DomainsInUse} domains in use, {record.Scores}, error of translations {record.TranslationError:F3}"));
    return record;
}

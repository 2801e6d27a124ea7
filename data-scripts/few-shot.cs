#!/usr/bin/env -S dotnet run
#:project ../lib/Unpaired/Unpaired.csproj
#:property PublishAot=false

// Scores FUNIT's weights on the twelve unseen species at 32 pixels, five examples a question, and writes the report:
// dotnet run data-scripts/few-shot.cs -- FILE NAME=WEIGHTS ...
using Unpaired.Data;
using Unpaired.Funit;
using Unpaired.Metrics;
using Unpaired.Worlds;

const int Side = 32, Questions = 40, Shots = 5;
const string Recognizer = "notebooks/weights/species-recognizer.safetensors";

if (args.Length < 2) throw new ArgumentException("Expected FILE NAME=WEIGHTS ...");
var world = new SpeciesWorld(Side) { Studio = true };
SpeciesTestSet[] sets = [.. new long[] { 101, 102, 103 }.Select(seed =>
    new SpeciesTestSet(world, SpeciesWorld.Seen, SpeciesWorld.Unseen, Questions, Shots, seed))];
using var recognizer = ClassRecognizer.Load(Recognizer);
List<(string Name, FunitTranslator Model)> models = [.. args.Skip(1).Select(text => text.Split('=', 2) is [var name, var weights]
    ? (name, FunitTranslator.Load(weights))
    : throw new ArgumentException($"'{text}': expected NAME=WEIGHTS."))];
var report = FewShotReport.Run(sets, recognizer,
    [.. models.Select(model => (model.Name, (Func<SpeciesQuestion, Picture>)(question => Answer(model.Model, question))))]);
report.Save(args[0]);
Console.WriteLine(report.ToTable().ToMarkdown());

static Picture Answer(FunitTranslator model, SpeciesQuestion question)
{
    using var code = model.ClassCode(question.Examples);
    return model.Translate(question.Input, code);
}

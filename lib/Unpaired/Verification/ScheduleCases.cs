using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Unpaired.Training;

namespace Unpaired.Verification;

/// <summary>The case lr: the learning rates of consecutive iterations, from the start and after resumes.</summary>
internal static class ScheduleCases
{
    internal static void Verify(GoldenCase golden, GoldenComparison compare)
    {
        double baseRate = golden.Property("base_lr").GetDouble();
        int stepSize = golden.Property("step_size").GetInt32();
        double gamma = golden.Property("gamma").GetDouble();
        foreach (var property in golden.Json.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Array) continue;
            double[] expected = [.. property.Value.EnumerateArray().Select(item => item.GetDouble())];
            var schedule = StepSchedule.Fresh(baseRate, stepSize, gamma);
            if (Regex.Match(property.Name, @"^resumed_after_(\d+)$") is { Success: true } resumed)
            {
                int completed = int.Parse(resumed.Groups[1].Value, CultureInfo.InvariantCulture);
                for (int i = 0; i < completed; i++) schedule.Step();
                schedule = StepSchedule.Resumed(schedule.LearningRate, stepSize, gamma, completed);
            }
            else if (property.Name != "fresh")
            {
                compare.CheckThat($"lr.{property.Name}", false, "a learning-rate sequence of a kind that is not known");
                continue;
            }
            var rates = new List<double>();
            for (int i = 0; i < expected.Length; i++)
            {
                schedule.Step();
                rates.Add(schedule.LearningRate);
            }
            compare.CheckNumbers($"lr.{property.Name}", expected, [.. rates]);
        }
    }
}

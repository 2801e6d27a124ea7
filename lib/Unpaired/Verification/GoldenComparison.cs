using System.Diagnostics;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>
/// Compares what a verifier computed with what a case expects, and keeps account: every expectation must be compared,
/// and what was not is reported as unknown.
/// </summary>
public sealed class GoldenComparison
{
    private readonly GoldenCase golden;
    private readonly OrderedDictionary<string, Group> groups = [];
    private readonly HashSet<(string Part, string Name)> seen = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Starts the account (and the clock of the first group).</summary>
    /// <param name="golden">The case.</param>
    public GoldenComparison(GoldenCase golden) => this.golden = golden;

    /// <summary>Compares a tensor with the one of the same name in the case's main file.</summary>
    /// <param name="name">The full name, for example out.b1.gen_a.content.</param>
    /// <param name="actual">What was computed, any device and type. It is not disposed.</param>
    /// <param name="tolerance">Null for that of the golden data's README.</param>
    /// <returns>True if it agrees.</returns>
    /// <exception cref="CheckpointFormatException">The case expects no such tensor.</exception>
    public bool Check(string name, Tensor actual, GoldenTolerance? tolerance = null) =>
        Check(golden.Main, name, actual, tolerance);

    /// <summary>The same where the case's main file has such a tensor; otherwise nothing.</summary>
    internal void CheckIfThere(string name, Tensor actual, GoldenTolerance? tolerance = null)
    {
        if (golden.Main.Has(name)) Check(name, actual, tolerance);
    }

    /// <summary>Compares a number with a tensor of one element in the case's main file.</summary>
    /// <param name="name">The full name, for example loss.gen_total.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="tolerance">Null for that of the golden data's README.</param>
    /// <returns>True if it agrees.</returns>
    public bool Check(string name, double actual, GoldenTolerance? tolerance = null) =>
        Check(golden.Main, name, [actual], tolerance);

    /// <summary>Compares numbers with a tensor of as many elements in a file of the case.</summary>
    /// <param name="file">For example golden.Trajectory.</param>
    /// <param name="name">The full name, for example loss.gen_total.</param>
    /// <param name="actual">What was computed, in the order of the tensor's elements.</param>
    /// <param name="tolerance">Null for that of the golden data's README.</param>
    /// <returns>True if it agrees.</returns>
    public bool Check(GoldenTensors file, string name, double[] actual, GoldenTolerance? tolerance = null)
    {
        using var scope = NewDisposeScope();
        var values = tensor(actual);
        var expected = file[name];
        return Check(file, name, expected.numel() == actual.Length ? values.view(expected.shape) : values, tolerance);
    }

    /// <summary>Compares a tensor with the one of the same name in a file of the case.</summary>
    /// <param name="file">For example golden.Trajectory.</param>
    /// <param name="name">The full name.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="tolerance">Null for that of the golden data's README.</param>
    /// <returns>True if it agrees.</returns>
    /// <exception cref="CheckpointFormatException">The file has no such tensor.</exception>
    public bool Check(GoldenTensors file, string name, Tensor actual, GoldenTolerance? tolerance = null)
    {
        seen.Add((file.Part, name));
        return Record(GroupOf(file.Part, name), name, TensorDifference.Between(file[name], actual),
            tolerance ?? Default(file.Part));
    }

    /// <summary>Compares numbers that the JSON file itself holds.</summary>
    /// <param name="name">What they are; its first part names the group.</param>
    /// <param name="expected">From <see cref="GoldenCase.Json"/>.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="tolerance">Null for that of the golden data's README.</param>
    /// <returns>True if they agree.</returns>
    public bool CheckNumbers(string name, double[] expected, double[] actual, GoldenTolerance? tolerance = null)
    {
        using var scope = NewDisposeScope();
        return Record(GroupOf("", name), name, TensorDifference.Between(tensor(expected), tensor(actual)),
            tolerance ?? Default(""));
    }

    /// <summary>Notes something that must be true besides tensors, such as the names in a list.</summary>
    /// <param name="name">What it is; its first part names the group.</param>
    /// <param name="isTrue">Whether it is.</param>
    /// <param name="otherwise">What to say if not: expected, found.</param>
    /// <returns><paramref name="isTrue"/>.</returns>
    public bool CheckThat(string name, bool isTrue, string otherwise) => Record(
        GroupOf("", name), name, new TensorDifference(isTrue ? 0 : double.PositiveInfinity, 0, otherwise), Default(""));

    /// <summary>Leaves an expectation out on purpose: one that is only for information.</summary>
    /// <param name="file">For example golden.Main.</param>
    /// <param name="name">The full name.</param>
    public void Skip(GoldenTensors file, string name) => seen.Add((file.Part, name));

    /// <summary>One result for each group, then one for the expectations of each file that nothing compared.</summary>
    public IReadOnlyList<GroupResult> Results()
    {
        var results = groups.Select(g => g.Value.Result(golden, g.Key)).ToList();
        foreach (var file in golden.Files)
        {
            var left = file.Expected.Where(n => !seen.Contains((file.Part, n))).ToList();
            results.AddRange(left.GroupBy(n => GroupOf(file.Part, n)).Select(unknown => new GroupResult
            {
                System = golden.System,
                Case = golden.Case,
                Name = golden.Name,
                Group = unknown.Key,
                Tensors = unknown.Count(),
                Verdict = Verdict.Unknown,
                Messages = [$"not compared: {Text.Some([.. unknown])}"],
            }));
        }

        return results;
    }

    private static string GroupOf(string part, string name)
    {
        string first = name.Split('.')[0];
        return part.Length == 0 ? first : $"{part} {first}";
    }

    private GoldenTolerance Default(string part)
    {
        if (golden.Type == ScalarType.Float32)
            return GoldenTolerance.Single;
        bool trajectory = part == "trajectory" || golden.Case.EndsWith("trajectory", StringComparison.Ordinal);
        return trajectory ? GoldenTolerance.Trajectory : GoldenTolerance.Double;
    }

    private bool Record(string groupName, string name, TensorDifference difference, GoldenTolerance tolerance)
    {
        if (!groups.TryGetValue(groupName, out var group))
            groups.Add(groupName, group = new Group());
        group.Seconds += clock.Elapsed.TotalSeconds;
        clock.Restart();
        return group.Add(name, difference, tolerance);
    }

    private sealed class Group
    {
        private const int MostMessages = 10;
        private readonly List<string> messages = [];
        private readonly int[] histogram = new int[GroupResult.HistogramBars];
        private string? together;
        private string? apart;
        private int count;
        private int failures;
        private double worstShare = -1;
        private string? worst;
        private TensorDifference worstDifference;
        private GoldenTolerance worstTolerance = GoldenTolerance.Double;

        public double Seconds { get; set; }

        public bool Add(string name, TensorDifference difference, GoldenTolerance tolerance)
        {
            count++;
            double share = difference.Absolute / tolerance.Allowed(difference.Magnitude);
            if (share > worstShare)
                (worstShare, worst, worstDifference, worstTolerance) = (share, name, difference, tolerance);
            bool agrees = share <= 1;
            histogram[GroupResult.BarOf(share * tolerance.Relative)]++;
            if (apart is null)
                (together, apart) = agrees ? (name, null) : (together, name);
            if (!agrees && failures++ < MostMessages)
                messages.Add($"{name}: {difference.Message}");
            return agrees;
        }

        public GroupResult Result(GoldenCase golden, string name)
        {
            if (failures > MostMessages)
                messages.Add($"… and {failures - MostMessages} more");
            bool absolute = worstDifference.Magnitude < worstTolerance.Floor;
            return new GroupResult
            {
                System = golden.System,
                Case = golden.Case,
                Name = golden.Name,
                Group = name,
                Tensors = count,
                WorstTensor = worst,
                WorstAbsolute = worstDifference.Absolute,
                WorstRelative = absolute ? null : worstDifference.Absolute / worstDifference.Magnitude,
                Tolerance = worstTolerance,
                Verdict = failures == 0 ? Verdict.Agrees : Verdict.FallsShort,
                Seconds = Seconds,
                Histogram = histogram,
                FirstApart = apart,
                LastTogether = apart is null ? null : together,
                Messages = messages,
            };
        }
    }
}

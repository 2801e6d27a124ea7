using System.Text.Json;
using Unpaired.Checkpoints;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Verification;

/// <summary>The framework on cases made here: the "system" doubles its input.</summary>
public sealed class GoldenVerificationTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired golden ");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Run_EverythingAgrees_ExitsWith0()
    {
        Write("variant/any", "double",
            [("in.x", X()), ("out.y", X() * 2), ("out.z.w", X() * 2), ("loss.sum", (X() * 2).sum())]);
        var report = Run();

        Assert.Equal(0, report.ExitCode);
        Assert.Equal(["out", "loss"], report.Results.Select(r => r.Group));
        Assert.Equal([2, 1], report.Results.Select(r => r.Tensors));
        Assert.All(report.Results, r => Assert.Equal("variant/any", r.Name));
        Assert.Contains("2 groups, 3 tensors compared", report.ToString());
        Assert.Contains("doubler/double", report.ToString());
    }

    [Fact]
    public void Run_OneTensorFallsShort_ExitsWith1AndNamesItsPlace()
    {
        var wrong = X() * 2;
        wrong[1, 2] = 20;
        Write("a", "double", [("in.x", X()), ("out.y", X() * 2), ("out.z", wrong), ("loss.sum", (X() * 2).sum())]);
        var report = Run();

        Assert.Equal(1, report.ExitCode);
        var result = report.Results[0];
        Assert.Equal(Verdict.FallsShort, result.Verdict);
        Assert.Equal("out.z", result.WorstTensor);
        Assert.Equal(10, result.WorstAbsolute);
        Assert.Equal(0.5, result.WorstRelative);
        Assert.Contains("out.z: at [1, 2]: expected 20, got 10", report.ToString());
        Assert.Contains("FALLS SHORT", report.ToString());
    }

    [Theory]
    [InlineData(1, 0.9e-9, 0)]
    [InlineData(1, 1.1e-9, 1)]
    [InlineData(1000, 0.9e-6, 0)]
    [InlineData(1000, 1.1e-6, 1)]
    [InlineData(1e-10, 0.9e-12, 0)]
    [InlineData(1e-10, 1.1e-12, 1)]
    public void Run_Tolerance_IsRelativeToTheLargestMagnitudeOrAbsoluteForNothing(
        double magnitude, double error, int exitCode)
    {
        var x = tensor([magnitude / 2, 0]);
        var y = x * 2;
        y[1] = error;
        Write("a", "double", [("in.x", x), ("out.y", y)]);

        Assert.Equal(exitCode, Run().ExitCode);
    }

    [Fact]
    public void Run_Trajectory_AllowsMore()
    {
        Write("a", "double", [("in.x", X()), ("out.y", X() * 2)]);
        Safetensors.Save(PathOf("a.trajectory.safetensors"), [new("in.x", X()), new("loss.y", (X() * 2) + 1e-6)]);
        var report = Run();

        Assert.Equal(0, report.ExitCode);
        Assert.Equal("trajectory loss", report.Results[1].Group);
    }

    [Fact]
    public void Run_Float32_ComputesAndComparesInFloat32()
    {
        Write("a", "double", [("in.x", X() / 3), ("out.y", X() / 3 * 2)]);

        Assert.Equal(0, GoldenVerification.Run(folder.FullName, [new Doubler()], float32).ExitCode);
    }

    [Fact]
    public void Run_TrajectoryWithItsOwnJson_BelongsToIt()
    {
        Write("a", "double", [("in.x", X()), ("out.y", X() * 2)]);
        Write("a.trajectory", "double", [("in.x", X()), ("out.y", X() * 2)]);

        Assert.Equal(["a", "a.trajectory"], Run().Results.Select(r => r.Name));
        Assert.Equal("a", Assert.Single(GoldenVerification.Run(PathOf("a.json"), [new Doubler()]).Results).Name);
    }

    [Fact]
    public void Run_UncomparedTensor_IsUnknown()
    {
        Write("a", "double", [("in.x", X()), ("out.y", X() * 2), ("surprise.b", X())]);
        var report = Run();

        Assert.Equal(2, report.ExitCode);
        Assert.Contains("not compared: surprise.b", report.ToString());
    }

    [Fact]
    public void Run_UnknownSystemAndCase_AreNamed()
    {
        Write("a", "triple", [("in.x", X()), ("out.y", X())]);
        Write("b", "double", [("in.x", X()), ("out.y", X())], system: "tunit");
        var report = Run();

        Assert.Equal(2, report.ExitCode);
        Assert.Contains("unknown case 'triple' of doubler", report.ToString());
        Assert.Contains("unknown system 'tunit'", report.ToString());
    }

    [Fact]
    public void Run_DamagedAndMissingFiles_AreUnreadable()
    {
        Write("a", "double", [("in.x", X()), ("out.y", X() * 2)]);
        File.WriteAllBytes(PathOf("a.safetensors"), File.ReadAllBytes(PathOf("a.safetensors"))[..^8]);
        Write("b", "double", [("out.y", X())]);
        File.WriteAllText(PathOf("c.json"), "{");
        File.WriteAllText(PathOf("d.json"), "{\"golden\": {\"system\": 3}}");
        File.WriteAllText(PathOf("package.json"), "{\"name\": \"none of our business\"}");
        Safetensors.Save(PathOf("e.safetensors"), [new("out.y", X())]);
        var report = Run();

        Assert.Equal(2, report.ExitCode);
        Assert.Equal(["a", "b", "c.json", "d.json", "e.safetensors"], report.Results.Select(r => r.Name));
        Assert.All(report.Results, r => Assert.Equal(Verdict.Unreadable, r.Verdict));
        Assert.Contains("there is no tensor 'in.x'", report.ToString());
        Assert.Contains("no JSON file speaks for these tensors", report.ToString());
    }

    [Fact]
    public void Run_VerifierThrows_FallsShortWithTheMessage()
    {
        Write("a", "throw", [("in.x", X()), ("out.y", X())]);
        var report = Run();

        Assert.Equal(1, report.ExitCode);
        Assert.Contains("InvalidOperationException: as asked", report.ToString());
    }

    [Fact]
    public void Run_NothingThere_ExitsWith2()
    {
        Assert.Equal(2, Run().ExitCode);
        Assert.Equal(2, GoldenVerification.Run(PathOf("none")).ExitCode);
        Assert.Contains("no such directory", GoldenVerification.Run(PathOf("none")).ToString());
    }

    [Fact]
    public void Run_ShapesDiffer_FallsShortWithBoth()
    {
        Write("a", "double", [("in.x", X()), ("out.y", X().t() * 2)]);

        Assert.Contains("expected shape [3, 2], got [2, 3]", Run().ToString());
    }

    [Fact]
    public void Run_NonFiniteValues_AgreeOnlyWithThemselves()
    {
        var x = tensor([double.NaN, double.PositiveInfinity, 1]);
        Write("a", "double", [("in.x", x), ("out.y", x * 2)]);
        Assert.Equal(0, Run().ExitCode);
        Write("a", "double", [("in.x", x), ("out.y", tensor([0, double.PositiveInfinity, 2.0]))]);
        Assert.Equal(1, Run().ExitCode);
        Write("a", "double", [("in.x", x), ("out.y", tensor([double.NaN, double.NegativeInfinity, 2.0]))]);
        Assert.Equal(1, Run().ExitCode);
    }

    [Fact]
    public void ToJson_HoldsEverything()
    {
        Write("a", "double", [("in.x", X()), ("out.y", X().t())]);
        using var json = JsonDocument.Parse(Run().ToJson());

        Assert.Equal(1, json.RootElement.GetProperty("exitCode").GetInt32());
        var result = json.RootElement.GetProperty("results")[0];
        Assert.Equal("FallsShort", result.GetProperty("verdict").GetString());
        Assert.Equal("out.y", result.GetProperty("worstTensor").GetString());
        Assert.Equal("Infinity", result.GetProperty("worstAbsolute").GetString());
    }

    [Fact]
    public void Verifiers_OfTheLibrary_HaveDifferentSystems() =>
        Assert.Distinct(GoldenVerification.Verifiers.Select(v => v.System));

    private static Tensor X() => arange(6, dtype: float64).reshape(2, 3);

    private VerificationReport Run() => GoldenVerification.Run(folder.FullName, [new Doubler()]);

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private void Write(string name, string kase, (string Name, Tensor Value)[] tensors, string system = "doubler")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        var golden = new Dictionary<string, string> { ["system"] = system, ["case"] = kase };
        string json = JsonSerializer.Serialize(new { golden, config = new { factor = 2 } });
        File.WriteAllText(PathOf(name + ".json"), json);
        Safetensors.Save(PathOf(name + ".safetensors"), tensors.Select(t => KeyValuePair.Create(t.Name, t.Value)));
    }

    private sealed class Doubler : IGoldenVerifier
    {
        public string System => "doubler";

        public IReadOnlyCollection<string> Cases => ["double", "throw"];

        public IEnumerable<GroupResult> Verify(GoldenCase golden)
        {
            if (golden.Case == "throw")
                throw new InvalidOperationException("as asked");
            var compare = new GoldenComparison(golden);
            var y = golden.In("x") * golden.Config.GetProperty("factor").GetInt32();
            foreach (string name in golden.Main.Below("out."))
                compare.Check(name, y);
            if (golden.Main.Has("loss.sum"))
                compare.Check("loss.sum", y.sum().to(float64).item<double>());
            if (golden.Files.Any(f => f.Part == "trajectory"))
                compare.Check(golden.Trajectory, "loss.y", golden.Trajectory["in.x"] * 2);
            return compare.Results();
        }
    }
}

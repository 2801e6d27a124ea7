using System.Diagnostics;
using TorchSharp;

namespace Unpaired.Verification;

/// <summary>Runs every golden case below a directory through the verifier of its system.</summary>
public static class GoldenVerification
{
    /// <summary>The verifiers of this library, one for each system.</summary>
    public static IReadOnlyList<IGoldenVerifier> Verifiers { get; } =
    [
        .. typeof(GoldenVerification).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IGoldenVerifier)))
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .Select(t => (IGoldenVerifier)Activator.CreateInstance(t)!),
    ];

    /// <summary>Compares everything. Nothing that is found goes unmentioned.</summary>
    /// <param name="directory">Searched recursively; a single JSON file works too.</param>
    /// <param name="verifiers">Null for those of this library.</param>
    /// <param name="type">float64, or float32 with its wider tolerance.</param>
    /// <param name="onResult">Called as results come in, for progress.</param>
    /// <returns>The report; problems with files are in it, not thrown.</returns>
    public static VerificationReport Run(string directory, IReadOnlyList<IGoldenVerifier>? verifiers = null,
        torch.ScalarType type = torch.ScalarType.Float64, Action<GroupResult>? onResult = null)
    {
        var clock = Stopwatch.StartNew();
        var results = new List<GroupResult>();
        void Add(GroupResult result)
        {
            results.Add(result);
            onResult?.Invoke(result);
        }

        var (cases, problems) = GoldenDirectory.Find(directory, type);
        foreach (var golden in cases)
        {
            using (golden)
            {
                foreach (var result in Verify(golden, verifiers ?? Verifiers))
                    Add(result);
            }
        }

        foreach (var problem in problems)
        {
            Add(new GroupResult
            {
                System = "-",
                Case = "-",
                Name = problem.Name,
                Group = "-",
                Tensors = 0,
                Verdict = Verdict.Unreadable,
                Messages = [problem.Message],
            });
        }

        return new VerificationReport(directory, results, clock.Elapsed.TotalSeconds);
    }

    private static IReadOnlyList<GroupResult> Verify(GoldenCase golden, IReadOnlyList<IGoldenVerifier> verifiers)
    {
        bool isDump = golden.Case == DumpVerification.Case && DumpNetworks.Systems.Contains(golden.System);
        var verifier = verifiers.FirstOrDefault(v => v.System == golden.System);
        if (verifier is null)
            return [Problem(golden, Verdict.Unknown, $"unknown system '{golden.System}'")];
        if (!isDump && !verifier.Cases.Contains(golden.Case))
            return [Problem(golden, Verdict.Unknown, $"unknown case '{golden.Case}' of {golden.System}")];
        using var scope = torch.NewDisposeScope();
        try
        {
            var results = (isDump ? DumpVerification.Verify(golden) : verifier.Verify(golden)).ToList();
            return results.Count > 0 ? results : [Problem(golden, Verdict.Unknown, "nothing was compared")];
        }
        catch (IOException e)
        {
            return [Problem(golden, Verdict.Unreadable, e.Message)]; // damaged or missing files, missing tensors
        }
#pragma warning disable CA1031 // one case that fails must not hide the others; this is the top of a tool
        catch (Exception e)
#pragma warning restore CA1031
        {
            return [Problem(golden, Verdict.FallsShort, $"{e.GetType().Name}: {e.Message}")];
        }
    }

    private static GroupResult Problem(GoldenCase golden, Verdict verdict, string message) => new()
    {
        System = golden.System,
        Case = golden.Case,
        Name = golden.Name,
        Group = "-",
        Tensors = 0,
        Verdict = verdict,
        Messages = [message],
    };
}

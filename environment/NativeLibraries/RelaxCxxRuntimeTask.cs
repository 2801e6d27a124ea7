using Microsoft.Build.Framework;

namespace Unpaired.NativeLibraries;

/// <summary>Build step: <see cref="CxxRuntime.Relax"/> for one library of the output.</summary>
public sealed class RelaxCxxRuntimeTask : Microsoft.Build.Utilities.Task
{
    /// <summary>The library as the package brings it; only read.</summary>
    [Required]
    public string Library { get; set; } = "";

    /// <summary>Where the relaxed copy goes if one is needed.</summary>
    [Required]
    public string Copy { get; set; } = "";

    /// <summary>The copy, or empty if the package's own file will load.</summary>
    [Output]
    public string Replacement { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        string? runtime = CxxRuntime.Find();
        if (runtime is null)
            return true; // not Linux, or a runtime in an unusual place: the file is used as it is
        try
        {
            var outcome = CxxRuntime.Relax(Library, Copy, runtime);
            if (outcome == RelaxOutcome.Written)
                Log.LogMessage(MessageImportance.High,
                    $"{runtime} is older than {Path.GetFileName(Library)} expects: using a relaxed copy.");
            if (outcome != RelaxOutcome.NotNeeded)
                Replacement = Copy;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Log.LogError(error.Message);
        }
        return !Log.HasLoggedErrors;
    }
}

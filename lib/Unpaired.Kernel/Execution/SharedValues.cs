using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting;

namespace Unpaired.Kernel;

/// <summary>
/// Values that go from one language of a notebook to another: between C# and F# the very objects, to JavaScript their
/// JSON.
/// </summary>
internal sealed class SharedValues(ScriptSession csharp, Func<FSharpSession> fsharp)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        IncludeFields = true, // tuples
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Dictionary<string, string> forScripts = new(StringComparer.Ordinal);

    /// <summary>What JavaScript of the present cell sees: name → JSON.</summary>
    public IReadOnlyDictionary<string, string> ForScripts => forScripts;

    /// <summary>A new cell begins: scripts of the page do not see what an earlier one was given.</summary>
    public void Begin() => forScripts.Clear();

    /// <summary>Carries out a #!share or #!set line, on the cell thread.</summary>
    /// <exception cref="CellFailure">No such value, or one that the other language cannot take.</exception>
    public async Task ShareAsync(CommandStep step, string file)
    {
        var share = ShareDirective.Read(step, file);
        CellFailure Failure(string message) => ShareDirective.Failure(message, step, file);
        if (!IsName(share.As))
            throw Failure($"'{share.As}' is not a name");
        var (type, value) = Find(share, step, file);
        switch (step.Language)
        {
            case CellLanguage.CSharp:
                await DeclareInCSharpAsync(share.As, type, value, Failure).ConfigureAwait(false);
                break;
            case CellLanguage.FSharp:
                try
                {
                    fsharp().Declare(share.As, type, value);
                }
                catch (CellFailure failure)
                {
                    throw Failure(failure.Message);
                }
                break;
            case CellLanguage.JavaScript:
                forScripts[share.As] = Serialized(value, Failure);
                break;
            default:
                throw Failure($"cells in {step.Language} take no values; csharp, fsharp and javascript do");
        }
    }

    private (Type Type, object? Value) Find(ShareDirective share, CommandStep step, string file)
    {
        if (share.From is null)
            return (typeof(string), share.Name);
        var variables = share.From == CellLanguage.CSharp ? csharp.Variables : fsharp().Variables;
        var found = variables.FirstOrDefault(variable => variable.Name == share.Name)
            ?? throw ShareDirective.Failure($"{share.From} has no value named '{share.Name}'", step, file);
        return (found.Type, found.Value);
    }

    private async Task DeclareInCSharpAsync(string name, Type type, object? value, Func<string, CellFailure> failure)
    {
        try
        {
            await csharp.DeclareAsync(name, SharedTypes.InCSharp(type), value, SharedTypes.Assemblies(type))
                .ConfigureAwait(false);
        }
        catch (CompilationErrorException e)
        {
            throw failure($"C# cannot take a value of type {type} ({e.Message})");
        }
    }

    private static string Serialized(object? value, Func<string, CellFailure> failure)
    {
        try
        {
            return JsonSerializer.Serialize(value, value?.GetType() ?? typeof(object), Json);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException
            or ArgumentException)
        {
            throw failure($"no JSON for {value!.GetType()} ({e.Message}); share numbers, texts, arrays and records");
        }
    }

    private static bool IsName(string name) => SyntaxFacts.IsValidIdentifier(name)
        && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;
}

using System.Runtime.InteropServices;

namespace Unpaired.Kernel;

/// <summary>#!who, #!whos, #!about and #!lsmagic.</summary>
internal static class InfoCommands
{
    public static IReadOnlyDictionary<string, string> Run(string name, IReadOnlyList<SessionVariable> variables) => name switch
    {
        "who" => Mime.Bundle(Mime.Text, string.Join(", ", variables.Select(v => v.Name))),
        "whos" => TableFormatter.Format(
            variables.Select(v => new { Variable = v.Name, Type = TypeName(v.Type), v.Value }),
            expandProperties: true),
        "about" => Mime.Bundle(
            Mime.Text, $"Unpaired.Kernel {typeof(InfoCommands).Assembly.GetName().Version?.ToString(3)}, "
            + $"C# (Roslyn {typeof(Microsoft.CodeAnalysis.Compilation).Assembly.GetName().Version?.ToString(2)}), "
            + "F# (FSharp.Compiler.Service), "
            + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}"),
        _ => Mime.Bundle(Mime.Text, string.Join('\n', DirectiveScanner.Known)),
    };

    private static string TypeName(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>"
        : type.Name;
}

namespace Unpaired.Kernel;

/// <summary>A #!share or #!set line.</summary>
/// <param name="From">The language that has the value; null for a literal.</param>
/// <param name="Name">The value's name there, or the literal itself.</param>
/// <param name="As">Its name from now on.</param>
internal sealed record ShareDirective(string? From, string Name, string As)
{
    private const string ShareForm = "#!share --from LANGUAGE NAME [--as NAME]";
    private const string SetForm = "#!set --name NAME --value @LANGUAGE:NAME, or --value TEXT";

    /// <exception cref="CellFailure">It does not say which value, or from where.</exception>
    public static ShareDirective Read(CommandStep step, string file)
    {
        var (options, names) = Split(step.Argument);
        if (step.Name == "share")
        {
            if (names.Count != 1 || !options.TryGetValue("--from", out string? from))
                throw Failure($"expected {ShareForm}", step, file);
            return new ShareDirective(Language(from, step, file), names[0], options.GetValueOrDefault("--as", names[0]));
        }
        if (!options.TryGetValue("--name", out string? name) || !options.TryGetValue("--value", out string? value))
            throw Failure($"expected {SetForm}", step, file);
        string[] source = value.StartsWith('@') ? value[1..].Split(':', 2) : [];
        return source.Length == 2
            ? new ShareDirective(Language(source[0], step, file), source[1], name)
            : new ShareDirective(null, value, name);
    }

    /// <summary>An error in such a line.</summary>
    public static CellFailure Failure(string message, CommandStep step, string file) =>
        new("DirectiveError", $"#!{step.Name} {step.Argument}: {message}.")
        {
            Line = step.Line,
            File = file,
            SourceLine = $"#!{step.Name} {step.Argument}",
        };

    private static string Language(string name, CommandStep step, string file) =>
        CellLanguage.Find(name) is { } language && CellLanguage.IsCode(language) ? language
        : throw Failure($"values come from csharp or fsharp, not from '{name}'", step, file);

    private static (Dictionary<string, string> Options, List<string> Names) Split(string argument)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new List<string>();
        var words = new Queue<string>(Words(argument));
        while (words.TryDequeue(out string? word))
            if (word is "--byref" or "-r")
                continue; // values always go by reference here
            else if (word.StartsWith("--", StringComparison.Ordinal) && words.TryDequeue(out string? value))
                options[word] = value;
            else
                names.Add(word);
        return (options, names);
    }

    /// <summary>Words between blanks, or between quotes.</summary>
    private static IEnumerable<string> Words(string text) =>
        text.Split('"').SelectMany((part, i) => i % 2 == 1 ? [part]
            : part.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}

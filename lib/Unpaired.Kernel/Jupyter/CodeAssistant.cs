using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.QuickInfo;
using Microsoft.CodeAnalysis.Tags;

namespace Unpaired.Kernel.Jupyter;

/// <summary>One proposal.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">The editor's icon: function, property, class, …</param>
internal sealed record CompletionProposal(string Text, string Kind);

/// <summary>What may stand at a place.</summary>
/// <param name="Start">Where the text that it replaces begins, in UTF-16 units.</param>
/// <param name="Items">The proposals, sorted.</param>
internal sealed record CompletionAnswer(int Start, IReadOnlyList<CompletionProposal> Items);

/// <summary>Completion and hover by Roslyn, in the light of all cells that have run.</summary>
internal sealed class CodeAssistant(NotebookEngine engine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10); // usually a tenth of a second
    private static readonly (string Tag, string Kind)[] Kinds =
    [
        (WellKnownTags.Method, "function"), (WellKnownTags.ExtensionMethod, "function"),
        (WellKnownTags.Property, "property"), (WellKnownTags.Field, "field"), (WellKnownTags.Constant, "constant"),
        (WellKnownTags.EnumMember, "constant"), (WellKnownTags.Event, "event"), (WellKnownTags.Class, "class"),
        (WellKnownTags.Structure, "struct"), (WellKnownTags.Interface, "interface"), (WellKnownTags.Enum, "enum"),
        (WellKnownTags.Delegate, "class"), (WellKnownTags.Namespace, "module"), (WellKnownTags.Local, "variable"),
        (WellKnownTags.Parameter, "variable"), (WellKnownTags.Keyword, "keyword"),
        (WellKnownTags.TypeParameter, "type"),
    ];

    private readonly TaskCompletionSource warm = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<ScriptWorkspace> workspace = new(() => new ScriptWorkspace(engine.Session));

    /// <summary>What may stand at a place; nothing if that takes too long.</summary>
    public async Task<CompletionAnswer> CompleteAsync(string code, int position)
    {
        if (CompleteDirective(code, position) is { } directives)
            return directives;
        if (CellText.LanguageAt(code, position) == CellLanguage.FSharp)
            return FSharpAssistant.Complete(engine, code, position);
        if (!CellText.IsCSharp(code, position))
            return new CompletionAnswer(position, []);
        await warm.Task.ConfigureAwait(false);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await Task.Run(() => FromRoslynAsync(CellText.OnlyCSharp(code), position, limit.Token), limit.Token)
                .WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new CompletionAnswer(position, []);
        }
    }

    /// <summary>What the word at a place is, as text and Markdown; null if it is nothing.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> InspectAsync(string code, int position)
    {
        if (CellText.LanguageAt(code, position) == CellLanguage.FSharp)
            return await Task.Run(() => FSharpAssistant.Inspect(engine, code, position)).ConfigureAwait(false);
        if (!CellText.IsCSharp(code, position))
            return null;
        await warm.Task.ConfigureAwait(false);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await Task.Run(() => HoverAsync(CellText.OnlyCSharp(code), position, limit.Token), limit.Token)
                .WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Loads and runs Roslyn's parts once, so that the first question is not slow; questions before it has
    /// ended wait.</summary>
    public async Task WarmUpAsync()
    {
        try
        {
            await FromRoslynAsync("Console.", "Console.".Length, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            warm.TrySetResult();
        }
    }

    private static CompletionAnswer? CompleteDirective(string code, int position)
    {
        int start = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        string typed = code[start..position];
        if (!typed.StartsWith('#'))
            return null;
        var names = DirectiveScanner.Known.Select(name => name.Split('"')[0].TrimEnd())
            .Where(name => name.StartsWith(typed, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
        return new CompletionAnswer(start, [.. names.Select(name => new CompletionProposal(name, "keyword"))]);
    }

    private async Task<CompletionAnswer> FromRoslynAsync(string code, int position, CancellationToken token)
    {
        var document = workspace.Value.Cell(code);
        if (CompletionService.GetService(document) is not { } service)
            return new CompletionAnswer(position, []);
        var list = await service.GetCompletionsAsync(document, position,
            cancellationToken: token).ConfigureAwait(false);
        int start = Math.Min(list.Span.Start, position);
        string typed = code[start..position];
        bool afterDot = code[..start].TrimEnd().EndsWith('.');
        var items = list.ItemsList
            .Where(item => item.DisplayText.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
                && !item.Tags.Contains(WellKnownTags.Snippet)
                && !(afterDot && item.Tags.Contains(WellKnownTags.Keyword)))
            .DistinctBy(item => item.DisplayText)
            .OrderBy(item => !item.DisplayText.StartsWith(typed, StringComparison.Ordinal))
            .ThenBy(item => item.SortText, StringComparer.OrdinalIgnoreCase);
        return new CompletionAnswer(start, [.. items.Select(item => new CompletionProposal(
            item.DisplayText, Kinds.FirstOrDefault(kind => item.Tags.Contains(kind.Tag)).Kind ?? "text"))]);
    }

    private async Task<IReadOnlyDictionary<string, string>?> HoverAsync(string code, int position,
        CancellationToken token)
    {
        var document = workspace.Value.Cell(code);
        if (QuickInfoService.GetService(document) is not { } service)
            return null;
        var info = await service.GetQuickInfoAsync(document, position, token).ConfigureAwait(false);
        if (info is null && position > 0) // the cursor stands behind the word
            info = await service.GetQuickInfoAsync(document, position - 1, token).ConfigureAwait(false);
        if (info is null || info.Sections.Length == 0)
            return null;
        string[] texts = [.. info.Sections.Select(section => section.Text).Where(text => text.Length > 0)];
        string[] rest = [.. info.Sections.Where(section => section.Kind != QuickInfoSectionKinds.Description)
            .Select(section => section.Text).Where(text => text.Length > 0)];
        string description = info.Sections.FirstOrDefault(s => s.Kind == QuickInfoSectionKinds.Description)?.Text ?? "";
        return new Dictionary<string, string>
        {
            [Mime.Text] = string.Join("\n\n", texts),
            [Mime.Markdown] = $"```csharp\n{description}\n```\n\n{string.Join("\n\n", rest)}".TrimEnd(),
        };
    }
}

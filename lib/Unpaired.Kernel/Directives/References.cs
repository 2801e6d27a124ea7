namespace Unpaired.Kernel;

/// <summary>#r and #i: turns reference lines into files.</summary>
internal sealed class References(CachingMetadataResolver resolver, EngineOptions options)
{
    private readonly PackageRestore packages = new(options);

    /// <summary>The files that the lines stand for.</summary>
    /// <exception cref="CellFailure">A file or package that cannot be had.</exception>
    public async Task<IReadOnlyList<string>> ResolveAsync(
        IReadOnlyList<ReferenceDirective> directives, string file, CellContext cell, CancellationToken token)
    {
        var paths = new List<string>();
        foreach (var directive in directives)
        {
            if (directive.IsSource)
                packages.AddSource(StripScheme(directive.Value), options.NotebookFolder);
            else if (directive.Value.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
                paths.AddRange(await PackageAsync(directive, file, cell, token).ConfigureAwait(false));
            else
                paths.Add(resolver.Find(directive.Value, Path.IsPathFullyQualified(file) ? file : null)
                    ?? throw Failure(
                        $"#r \"{directive.Value}\": no such file in the notebook's folder ({options.NotebookFolder}) "
                        + $"or the current directory ({Directory.GetCurrentDirectory()}).", directive, file));
        }
        return paths;
    }

    private async Task<IReadOnlyList<string>> PackageAsync(
        ReferenceDirective directive, string file, CellContext cell, CancellationToken token)
    {
        string[] parts = StripScheme(directive.Value).Split(',', 2, StringSplitOptions.TrimEntries);
        if (parts[0].Length == 0)
            throw Failure($"#r \"{directive.Value}\": expected \"nuget:Package,Version\".", directive, file);
        if (SuppliedPackages.Find(parts[0]) is { } supplied)
        {
            cell.Add(new DisplayOutput(Mime.Bundle(
                Mime.Text, $"{parts[0]} is already here ({supplied.Description}): nothing to restore.")));
            return supplied.Path is null ? [] : [supplied.Path];
        }
        try
        {
            return await packages.RestoreAsync(parts[0], parts.Length > 1 ? parts[1] : "*", token)
                .ConfigureAwait(false);
        }
        catch (PackageRestoreException e)
        {
            throw Failure($"#r \"{directive.Value}\": {e.Message}", directive, file);
        }
    }

    private static string StripScheme(string value) =>
        (value.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) ? value[6..] : value).Trim();

    private static CellFailure Failure(string message, ReferenceDirective directive, string file) =>
        new("DirectiveError", message)
        {
            Line = directive.Line,
            File = file,
            SourceLine = $"#{(directive.IsSource ? "i" : "r")} \"{directive.Value}\"",
        };
}

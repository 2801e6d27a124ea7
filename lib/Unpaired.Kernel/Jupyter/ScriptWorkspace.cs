using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace Unpaired.Kernel.Jupyter;

/// <summary>The cells that have run, as Roslyn's editor services want them: a chain of projects, one for each, which
/// grows by one with each cell.</summary>
internal sealed class ScriptWorkspace(ScriptSession session)
{
    private static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);

    private readonly AdhocWorkspace workspace = new(MefHostServices.Create(
        MefHostServices.DefaultAssemblies.Concat([
            Assembly.Load("Microsoft.CodeAnalysis.Features"), Assembly.Load("Microsoft.CodeAnalysis.CSharp.Features"),
        ]).Distinct()));

    private readonly DocumentedReferences references = new(session.Resolver);
    private readonly Lock gate = new();
    private readonly List<(Script Script, ProjectId Project)> chain = [];
    private readonly Dictionary<string, MetadataReference> referenced = new(StringComparer.Ordinal);

    /// <summary>A document with this text, behind all cells that have run; it is not kept.</summary>
    public Document Cell(string code)
    {
        lock (gate)
        {
            Grow();
            var newest = session.Newest ?? session.Empty();
            var document = Document(code);
            var solution = workspace.CurrentSolution.AddProject(Project(
                document, newest, chain.Count == 0 ? null : chain[^1].Project, isFirst: chain.Count == 0));
            return solution.GetDocument(document.Id)!;
        }
    }

    /// <summary>Adds the cells that have run since the last question.</summary>
    private void Grow()
    {
        var added = new Stack<Script>();
        for (Script? script = session.Newest; script is not null; script = script.Previous)
        {
            int known = chain.FindIndex(entry => ReferenceEquals(entry.Script, script));
            if (known >= 0)
            {
                Cut(known + 1);
                break;
            }
            added.Push(script);
        }
        if (chain.Count > 0 && added.Count > 0 && !ReferenceEquals(added.Peek().Previous, chain[^1].Script))
            Cut(0);
        foreach (var script in added)
        {
            var document = Document(script.Code);
            var project = Project(
                document, script, chain.Count == 0 ? null : chain[^1].Project, isFirst: chain.Count == 0);
            workspace.AddProject(project);
            chain.Add((script, project.Id));
        }
    }

    private void Cut(int length)
    {
        for (int i = chain.Count - 1; i >= length; i--)
            workspace.TryApplyChanges(workspace.CurrentSolution.RemoveProject(chain[i].Project));
        chain.RemoveRange(length, chain.Count - length);
    }

    private ProjectInfo Project(DocumentInfo document, Script script, ProjectId? previous, bool isFirst)
    {
        var compilation = script.GetCompilation();
        foreach (var reference in compilation.References.OfType<PortableExecutableReference>())
            if (reference.FilePath is { } path)
                referenced[path] = references.Documented(reference);
        var options = ((CSharpCompilationOptions)compilation.Options)
            .WithMetadataReferenceResolver(references).WithUsings(isFirst ? Usings(compilation) : []);
        return ProjectInfo.Create(
            document.Id.ProjectId, VersionStamp.Create(), document.Name, $"{document.Name}-{chain.Count}",
            LanguageNames.CSharp, compilationOptions: options, parseOptions: ParseOptions, documents: [document],
            projectReferences: previous is null ? [] : [new ProjectReference(previous)],
            metadataReferences: referenced.Values, isSubmission: true);
    }

    private static ImmutableArray<string> Usings(Compilation compilation) =>
        ((CSharpCompilationOptions)compilation.Options).Usings;

    private static DocumentInfo Document(string code)
    {
        var id = DocumentId.CreateNewId(ProjectId.CreateNewId());
        var text = TextAndVersion.Create(SourceText.From(code), VersionStamp.Create());
        return DocumentInfo.Create(id, "cell", sourceCodeKind: SourceCodeKind.Script, loader: TextLoader.From(text));
    }
}

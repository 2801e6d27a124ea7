using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace Unpaired.Kernel.Jupyter;

/// <summary>
/// The cells that have run, as Roslyn's editor services want them: a chain of projects, each seeing those before it. A
/// project holds up to <see cref="MostCells"/> cells, for the services' memory grows with the square of the chain.
/// </summary>
internal sealed class ScriptWorkspace(ScriptSession session)
{
    private const int MostCells = 25;
    private static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);

    private readonly AdhocWorkspace workspace = new(MefHostServices.Create(
        MefHostServices.DefaultAssemblies.Concat([
            Assembly.Load("Microsoft.CodeAnalysis.Features"), Assembly.Load("Microsoft.CodeAnalysis.CSharp.Features"),
        ]).Distinct()));

    private readonly DocumentedReferences references = new(session.Resolver);
    private readonly Lock gate = new();
    private readonly List<Group> chain = [];
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

    /// <summary>Adds the cells that have run since the last question. They are bound here, once: what a question's own
    /// solution binds is lost with it.</summary>
    private void Grow()
    {
        var added = new Stack<Script>();
        var known = chain.Count == 0 ? null : chain[^1].Scripts[^1];
        var script = session.Newest;
        for (; script is not null && !ReferenceEquals(script, known); script = script.Previous)
            added.Push(script);
        if (script is null) // another session than the one known
            while (chain.Count > 0)
                RemoveLast();
        while (added.TryPop(out var next))
        {
            List<Script> together = [next];
            if (chain.Count > 0 && chain[^1].Takes(next))
            {
                together.InsertRange(0, chain[^1].Scripts);
                RemoveLast();
            }
            while (together.Count < MostCells && added.TryPeek(out var following) && Group.Fit(together, following))
                together.Add(added.Pop());
            Add(together);
        }
    }

    private void Add(List<Script> scripts)
    {
        var document = Document(string.Join('\n', scripts.Select(Declarations)));
        var previous = chain.Count == 0 ? null : chain[^1].Project;
        scripts.ForEach(Collect);
        // The first script of all brings the usings that hold from the start.
        var project = workspace.AddProject(Project(document, scripts[0], previous, isFirst: chain.Count == 0));
        var compilation = project.GetCompilationAsync().GetAwaiter().GetResult()!;
        chain.Add(new Group(scripts, project.Id));
        if (scripts.Count == 1
            || compilation.GetDeclarationDiagnostics().All(d => d.Severity != DiagnosticSeverity.Error))
            return;
        RemoveLast(); // they mean something else together: one by one
        foreach (var script in scripts)
        {
            Add([script]);
            chain[^1] = chain[^1] with { IsClosed = true };
        }
    }

    /// <summary>What later cells can see of one: all but its statements. Binding those would take most of the
    /// time.</summary>
    private static string Declarations(Script script)
    {
        var root = Root(script);
        return root.ContainsDirectives ? script.Code : root.RemoveNodes(
            root.Members.OfType<GlobalStatementSyntax>().Where(statement =>
                !statement.DescendantNodes().OfType<VariableDesignationSyntax>().Any()),
            SyntaxRemoveOptions.KeepNoTrivia)!.ToFullString();
    }

    private static CompilationUnitSyntax Root(Script script) =>
        (CompilationUnitSyntax)script.GetCompilation().SyntaxTrees.Last().GetRoot();

    private void RemoveLast()
    {
        workspace.TryApplyChanges(workspace.CurrentSolution.RemoveProject(chain[^1].Project));
        chain.RemoveAt(chain.Count - 1);
    }

    private void Collect(Script script)
    {
        foreach (var reference in script.GetCompilation().References.OfType<PortableExecutableReference>())
            if (reference.FilePath is { } path)
                referenced[path] = references.Documented(reference);
    }

    private ProjectInfo Project(DocumentInfo document, Script script, ProjectId? previous, bool isFirst)
    {
        var compilation = script.GetCompilation();
        Collect(script);
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

    /// <summary>Cells that stand in one project, in their order.</summary>
    private sealed record Group(List<Script> Scripts, ProjectId Project, bool IsClosed = false)
    {
        public bool Takes(Script next) => !IsClosed && Scripts.Count < MostCells && Fit(Scripts, next);

        /// <summary>Whether a cell can stand behind others in one text: no name twice, nothing that must stand at the
        /// top.</summary>
        public static bool Fit(List<Script> scripts, Script next) =>
            Root(next) is { Usings.Count: 0, Externs.Count: 0, ContainsDirectives: false }
            && !scripts.Any(script => Root(script).ContainsDirectives)
            && !scripts.SelectMany(Names).Intersect(Names(next)).Any();

        private static IEnumerable<string> Names(Script script) => script.GetCompilation().ScriptClass!.GetMembers()
            .Where(member => !member.IsImplicitlyDeclared).Select(member => member.Name);
    }
}

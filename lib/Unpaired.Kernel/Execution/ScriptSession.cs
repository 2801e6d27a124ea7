using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;

namespace Unpaired.Kernel;

/// <summary>The value of a submission's last expression, if it ends in one.</summary>
internal readonly record struct SubmissionValue(bool HasValue, object? Value);

/// <summary>A variable of the session.</summary>
internal sealed record SessionVariable(string Name, Type Type, object? Value);

/// <summary>The chain of C# submissions: each sees the variables, types and usings of those before it.</summary>
internal sealed class ScriptSession
{
    private static readonly string[] Imports =
    [
        "System", "System.IO", "System.Text", "System.Collections", "System.Collections.Generic",
        "System.Threading.Tasks", "System.Linq", typeof(CellFunctions).FullName!,
    ];

    private readonly ScriptOptions options;
    private ScriptState<object>? state;

    public ScriptSession(CachingMetadataResolver resolver, string folder)
    {
        Resolver = resolver;
        options = ScriptOptions.Default
            .WithMetadataResolver(resolver)
            .WithSourceResolver(new SourceFileResolver([folder], baseDirectory: null))
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8)
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithAllowUnsafe(true);
    }

    public CachingMetadataResolver Resolver { get; }

    /// <summary>The latest submission that has run, and through it all before; null before the first.</summary>
    public Script? Newest => state?.Script;

    /// <summary>A first submission without code: what references and usings there are from the start.</summary>
    public Script Empty() => Create("", options, []);

    /// <summary>All variables; of those with one name the newest.</summary>
    public IReadOnlyList<SessionVariable> Variables => state is null ? [] :
        [.. state.Variables.Reverse().DistinctBy(v => v.Name).Select(v => new SessionVariable(v.Name, v.Type, v.Value))
            .OrderBy(v => v.Name, StringComparer.Ordinal)];

    /// <summary>Compiles a submission after the present ones; nothing changes if it has errors.</summary>
    /// <exception cref="CompilationErrorException">With the errors, whose places are in the file named.</exception>
    public Script<object> Compile(string code, string filePath, IEnumerable<string> references, CancellationToken token)
    {
        var own = options.WithFilePath(filePath);
        var referenced = references.Select(Resolver.Reference).ToArray();
        if (InterruptPoints.Insert(code) is { } interruptible)
        {
            var script = Create(interruptible, own, referenced);
            try
            {
                return Compiled(script, token);
            }
            catch (CompilationErrorException)
            {
                // Compiled again below as it was written, so that messages have the right columns.
            }
        }
        return Compiled(Create(code, own, referenced), token);
    }

    /// <summary>Runs a compiled submission; what it had assigned before an exception is kept.</summary>
    /// <returns>The value, or the exception that ended it.</returns>
    public async Task<(SubmissionValue Value, Exception? Failure)> RunAsync(Script<object> script)
    {
        var before = state;
        var after = before is null
            ? await script.RunAsync(globals: null, static _ => true)
            : await script.RunFromAsync(before, static _ => true);
        // Else it was left behind by an interrupt, and others have run since; or nothing of it can be named later, and
        // each link of the chain makes all later cells slower.
        if (ReferenceEquals(state, before) && (before is null || Declares(script)))
            state = after;
        return after.Exception is { } failure
            ? (default, failure)
            : (new SubmissionValue(EndsInValue(script), after.ReturnValue), null);
    }

    /// <summary>Declares a variable and gives it a value; dynamic ones need the binder.</summary>
    /// <param name="name">A C# identifier.</param>
    /// <param name="type">Its type as C# says it.</param>
    /// <param name="value">The value, of that type.</param>
    /// <param name="references">The assemblies that the type needs.</param>
    public async Task DeclareAsync(string name, string type, object? value, IEnumerable<string> references)
    {
        var script = Compile($"{type} {name} = default({type});", "share.csx",
            references.Append(typeof(Microsoft.CSharp.RuntimeBinder.Binder).Assembly.Location), CancellationToken.None);
        await RunAsync(script).ConfigureAwait(false);
        state!.GetVariable(name).Value = value;
    }

    private Script<object> Create(string code, ScriptOptions own, MetadataReference[] referenced) => state is null
        ? CSharpScript.Create<object>(
            code, own.WithImports(Imports).AddReferences(typeof(ScriptSession).Assembly).AddReferences(referenced))
        // References and usings of earlier submissions are inherited: repeating them would cost memory each time.
        : state.Script.ContinueWith<object>(code, own.WithReferences(referenced).WithImports());

    /// <summary>The script, ready to run. <see cref="Script.Compile"/> would bind it twice, for warnings that nobody
    /// sees.</summary>
    private static Script<object> Compiled(Script<object> script, CancellationToken token)
    {
        script.CreateDelegate(token);
        return script;
    }

    /// <summary>Whether later cells can see something of a submission: a variable, a method, a type, a using, a
    /// library.</summary>
    private static bool Declares(Script script) =>
        script.Options.MetadataReferences.Length > 0
        || script.GetCompilation().ScriptClass!.GetMembers().Any(member => !member.IsImplicitlyDeclared)
        || script.GetCompilation().SyntaxTrees.Select(tree => tree.GetRoot()).Any(root => root.ContainsDirectives
            || root is not CompilationUnitSyntax { Usings.Count: 0, Externs.Count: 0 });

    /// <summary>
    /// Whether the submission ends in an expression without a semicolon that has a value. (A null value and no value
    /// look the same at run time.)
    /// </summary>
    private static bool EndsInValue(Script script)
    {
        var compilation = script.GetCompilation();
        var tree = compilation.SyntaxTrees.Last();
        if (tree.GetRoot() is not CompilationUnitSyntax { Members: [.., GlobalStatementSyntax last] }
            || last.Statement is not ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement)
            return false;
        var type = compilation.GetSemanticModel(tree).GetTypeInfo(statement.Expression).Type;
        return type?.SpecialType != SpecialType.System_Void;
    }
}

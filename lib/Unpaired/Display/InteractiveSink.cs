using System.Reflection;

namespace Unpaired.Display;

/// <summary>
/// .NET Interactive, by reflection. Its public display functions return a handle whose id differs from the one
/// published, so updates go through the invocation context, which keeps the id.
/// </summary>
internal sealed class InteractiveSink(PropertyInfo currentContext, MethodInfo display) : IDisplaySink
{
    private const string AssemblyName = "Microsoft.DotNet.Interactive";

    /// <summary>The sink, or null where .NET Interactive is not loaded or not as expected.</summary>
    public static InteractiveSink? Find(Assembly? assembly = null)
    {
        assembly ??= ForeignHosts.Loaded(AssemblyName);
        var context = assembly?.GetType($"{AssemblyName}.KernelInvocationContext");
        var current = context?.GetProperty("Current", BindingFlags.Public | BindingFlags.Static);
        var display = assembly?.GetType($"{AssemblyName}.KernelInvocationContextExtensions")
            ?.GetMethod("Display", [context!, typeof(object), typeof(string[])]);
        return current is null || display is null ? null : new InteractiveSink(current, display);
    }

    /// <inheritdoc/>
    public Action<RichOutput>? Show(RichOutput output)
    {
        if (currentContext.GetValue(null) is not { } context) // null outside a cell
            return null;
        var displayed = display.Invoke(null, [context, output, output.PreferredMimeTypes.ToArray()]);
        var update = displayed?.GetType().GetMethod("Update", [typeof(object)]);
        return changed => update?.Invoke(displayed, [changed]);
    }
}

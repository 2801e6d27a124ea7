using System.Reflection;

namespace Unpaired.Display;

/// <summary>ClrKernel, by reflection: one MIME type an output, HTML where there is any.</summary>
internal sealed class ClrKernelSink(MethodInfo display) : IDisplaySink
{
    /// <summary>Assembly and namespace of ClrKernel's display types.</summary>
    public const string AssemblyName = "ClrKernel.Core.Primitives";

    /// <summary>The sink, or null where ClrKernel is not loaded or not as expected.</summary>
    public static ClrKernelSink? Find(Assembly? assembly = null)
    {
        assembly ??= ForeignHosts.Loaded(AssemblyName);
        var display = assembly?.GetType($"{AssemblyName}.DisplayValues")
            ?.GetMethod("Display", [typeof(object), typeof(Type), typeof(string)]);
        return display is null ? null : new ClrKernelSink(display);
    }

    /// <inheritdoc/>
    public Action<RichOutput> Show(RichOutput output)
    {
        var (content, mimeType) = Best(output);
        var cell = display.Invoke(null, [content, null, mimeType]);
        var update = cell?.GetType().GetMethod("Update", [typeof(object), typeof(Type), typeof(string)]);
        return changed =>
        {
            var (newContent, newMimeType) = Best(changed);
            update?.Invoke(cell, [newContent, null, newMimeType]);
        };
    }

    private static (string Content, string MimeType) Best(RichOutput output) =>
        output.Render(MimeTypes.Html) is { } html ? (html, MimeTypes.Html)
        : output.Render(MimeTypes.Markdown) is { } markdown ? (markdown, MimeTypes.Markdown)
        : (output.Text, MimeTypes.Plain);
}

using System.Linq.Expressions;
using System.Reflection;

namespace Unpaired.Display;

/// <summary>
/// Teaches hosts what they do not know by themselves: ClrKernel the convention attribute, .NET Interactive the charts
/// of Plotly.NET 6. Everything is found by name among the assemblies already loaded; nothing is loaded for it.
/// </summary>
internal static class ForeignHosts
{
    private const string Formatting = "Microsoft.DotNet.Interactive.Formatting";
    private const string PlotlyName = "Plotly.NET";

    private static readonly Lock Gate = new();
    private static bool isWatching;
    private static bool clrKernelDone;
    private static bool plotlyDone;

    /// <summary>True inside .NET Interactive.</summary>
    public static bool IsInteractive => Loaded(Formatting) is not null;

    /// <summary>A loaded assembly by its simple name; null if there is none.</summary>
    public static Assembly? Loaded(string name) =>
        AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == name);

    /// <summary>Wires up what is loaded now and, once only, what will be loaded later.</summary>
    public static void Connect()
    {
        lock (Gate)
        {
            if (isWatching)
                return;
            isWatching = true;
        }
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
        {
            if (loaded.LoadedAssembly.GetName().Name is Formatting or PlotlyName or ClrKernelSink.AssemblyName)
                ConnectLoaded();
        };
        ConnectLoaded();
    }

    private static void ConnectLoaded()
    {
        lock (Gate)
        {
            clrKernelDone = clrKernelDone || TryConnect(() => ConnectClrKernel(Loaded(ClrKernelSink.AssemblyName)));
            plotlyDone = plotlyDone || TryConnect(() => ConnectPlotly(Loaded(Formatting), Loaded(PlotlyName)));
        }
    }

    /// <summary>Registers Plotly.NET's charts with .NET Interactive, which cannot find their own formatters.</summary>
    /// <returns>False if one of the two is missing or not as expected.</returns>
    public static bool ConnectPlotly(Assembly? formatting, Assembly? plotly)
    {
        var formatter = formatting?.GetType($"{Formatting}.Formatter");
        var register = formatter?.GetMethod(
            "Register", [typeof(Type), typeof(Action<object, TextWriter>), typeof(string)]);
        var prefer = formatter?.GetMethod("SetPreferredMimeTypesFor", [typeof(Type), typeof(string[])]);
        var chart = plotly?.GetType($"{PlotlyName}.GenericChart");
        var toHtml = chart?.GetMethod("toChartHTML", [chart]);
        if (register is null || prefer is null || chart is null || toHtml is null)
            return false;
        Action<object, TextWriter> format = (value, writer) => writer.Write((string)toHtml.Invoke(null, [value])!);
        register.Invoke(null, [chart, format, MimeTypes.Html]);
        prefer.Invoke(null, [chart, new[] { MimeTypes.Html }]);
        return true;
    }

    /// <summary>
    /// Puts the convention attribute in front of ClrKernel's way of turning any object into HTML.
    /// The delegate's types are ClrKernel's, so the function is built from expression trees.
    /// </summary>
    /// <returns>False if ClrKernel is missing or not as expected.</returns>
    public static bool ConnectClrKernel(Assembly? primitives)
    {
        const string Name = ClrKernelSink.AssemblyName;
        var registry = primitives?.GetType($"{Name}.DisplayFormatters");
        var anyObject = primitives?.GetType($"{Name}.DisplayObject");
        var html = primitives?.GetType($"{Name}.DisplayHtml");
        var value = anyObject?.GetProperty("Value");
        var newHtml = html?.GetConstructor([typeof(string)]);
        var register = registry?.GetMethods()
            .FirstOrDefault(method => method.Name == "Register" && method.GetParameters().Length == 3);
        if (registry?.GetProperty("Formatters")?.GetValue(null) is not System.Collections.IEnumerable formatters
            || register is null || value is null || newHtml is null)
            return false;
        foreach (var entry in formatters.Cast<object>().Reverse()) // the newest match is the one in force
        {
            var type = entry.GetType();
            if (!Equals(type.GetProperty("InputType")?.GetValue(entry), anyObject)
                || !Equals(type.GetProperty("OutputType")?.GetValue(entry), html)
                || type.GetProperty("Format")?.GetValue(entry) is not Delegate previous)
                continue;
            register.Invoke(null, [anyObject, html, WithConvention(previous, anyObject!, value, newHtml)]);
            return true;
        }
        return false;
    }

    /// <summary>input => ConventionHtml(input.Value) is { } html ? new DisplayHtml(html) : previous(input).</summary>
    private static Delegate WithConvention(
        Delegate previous, Type anyObject, PropertyInfo value, ConstructorInfo newHtml)
    {
        var display = previous.GetType().GetGenericArguments()[0];
        var input = Expression.Parameter(display);
        var found = Expression.Variable(typeof(string));
        var convention = typeof(ForeignHosts).GetMethod(nameof(ConventionHtml))!;
        var body = Expression.Block(
            [found],
            Expression.Assign(found, Expression.Call(
                convention,
                Expression.Convert(Expression.Property(Expression.Convert(input, anyObject), value), typeof(object)))),
            Expression.Condition(
                Expression.Equal(found, Expression.Constant(null, typeof(string))),
                Expression.Invoke(Expression.Constant(previous), input),
                Expression.Convert(Expression.New(newHtml, found), display)));
        return Expression.Lambda(previous.GetType(), body, input).Compile();
    }

    /// <summary>The HTML of any object whose type follows the convention, as TorchSharp's tensors do.</summary>
    /// <returns>Null if its type does not, or its formatter fails.</returns>
    public static string? ConventionHtml(object? value)
    {
        string? html = null;
        TryConnect(() => (html = FormatByConvention(value, MimeTypes.Html)) is not null);
        return html;
    }

    private static string? FormatByConvention(object? value, string mimeType)
    {
        if (value is RichOutput output)
            return output.Render(mimeType);
        var attribute = value?.GetType().GetCustomAttributes(inherit: true)
            .FirstOrDefault(a => a.GetType().Name == nameof(TypeFormatterSourceAttribute));
        if (attribute?.GetType().GetProperty("FormatterSourceType")?.GetValue(attribute) is not Type sourceType
            || Activator.CreateInstance(sourceType) is not { } source
            || sourceType.GetMethod("CreateTypeFormatters", [])?.Invoke(source, null)
                is not System.Collections.IEnumerable formatters)
            return null;
        foreach (var formatter in formatters)
        {
            var type = formatter.GetType();
            using var writer = new StringWriter();
            if (type.GetProperty("MimeType")?.GetValue(formatter) is string offered && offered == mimeType
                && type.GetMethod("Format")?.Invoke(formatter, [value, writer]) is true)
                return writer.ToString();
        }
        return null;
    }

    /// <summary>What reflection over another library's types can throw when they are not as expected.</summary>
    private static bool TryConnect(Func<bool> connect)
    {
        try
        {
            return connect();
        }
        catch (Exception error) when (error is TargetInvocationException or TargetException or ArgumentException
            or InvalidOperationException or MemberAccessException or TypeLoadException or InvalidCastException
            or AmbiguousMatchException or TargetParameterCountException or FileNotFoundException)
        {
            return false;
        }
    }
}

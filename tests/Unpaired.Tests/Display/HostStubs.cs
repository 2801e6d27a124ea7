// Types with the names of the real hosts', as far as the bridges look at them.
using System.Collections.Immutable;

namespace Microsoft.DotNet.Interactive
{
    public sealed class KernelInvocationContext
    {
        public static KernelInvocationContext? Current { get; set; }

        public List<DisplayedValue> Displayed { get; } = [];
    }

    public static class KernelInvocationContextExtensions
    {
        public static DisplayedValue Display(
            this KernelInvocationContext context, object value, params string[] mimeTypes)
        {
            context.Displayed.Add(new DisplayedValue { Value = value, MimeTypes = mimeTypes });
            return context.Displayed[^1];
        }
    }

    public sealed class DisplayedValue
    {
        public object? Value { get; set; }

        public string[] MimeTypes { get; init; } = [];

        public void Update(object updatedValue) => Value = updatedValue;
    }
}

namespace Microsoft.DotNet.Interactive.Formatting
{
    public static class Formatter
    {
        public static Dictionary<(Type Type, string Mime), Action<object, TextWriter>> Registered { get; } = [];

        public static Dictionary<Type, string[]> Preferred { get; } = [];

        public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = "text/plain") =>
            Registered[(type, mimeType)] = formatter;

        public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = "text/plain") =>
            Registered[(typeof(T), mimeType)] = (value, writer) => formatter((T)value, writer);

        public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes) =>
            Preferred[type] = preferredMimeTypes;
    }
}

namespace ClrKernel.Core.Primitives
{
    public interface IDisplayValue;

    public sealed record DisplayObject(object Value) : IDisplayValue;

    public sealed record DisplayHtml(string Html) : IDisplayValue;

    public sealed record DisplayFormatter(Type InputType, Type OutputType, Func<IDisplayValue, IDisplayValue> Format);

    public static class DisplayFormatters
    {
        public static ImmutableList<DisplayFormatter> Formatters { get; private set; } =
        [
            new(typeof(DisplayObject), typeof(string), value => value),
            new(typeof(DisplayObject), typeof(DisplayHtml),
                value => new DisplayHtml($"table of {((DisplayObject)value).Value}")),
        ];

        public static void Register(Type input, Type output, Func<IDisplayValue, IDisplayValue> format) =>
            Formatters = Formatters.Add(new DisplayFormatter(input, output, format));

        public static IDisplayValue ToHtml(object value) =>
            Formatters.Last(f => f.InputType == typeof(DisplayObject) && f.OutputType == typeof(DisplayHtml))
                .Format(new DisplayObject(value));
    }

    public sealed class DisplayCell
    {
        public List<(object Value, string? Mime)> States { get; } = [];

        public void Update(object value, Type? preferredDisplayType, string? preferredMimeType) =>
            States.Add((value, preferredMimeType));
    }

    public static class DisplayValues
    {
        public static List<DisplayCell> Cells { get; } = [];

        public static DisplayCell Display(
            object value, Type? preferredDisplayType = null, string? preferredMimeType = null)
        {
            Cells.Add(new DisplayCell());
            Cells[^1].Update(value, preferredDisplayType, preferredMimeType);
            return Cells[^1];
        }
    }
}

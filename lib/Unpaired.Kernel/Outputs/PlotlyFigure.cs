using System.Reflection;

namespace Unpaired.Kernel;

/// <summary>Recognises Plotly.NET charts by name: the engine references no chart library.</summary>
internal static class PlotlyFigure
{
    public static IReadOnlyDictionary<string, string>? TryFormat(object value)
    {
        var chart = value.GetType();
        while (chart is not null && chart.FullName != "Plotly.NET.GenericChart")
            chart = chart.BaseType;
        var toJson = chart?.GetMethod("toFigureJson", BindingFlags.Public | BindingFlags.Static);
        return toJson?.Invoke(null, [value]) is not string json ? null : new Dictionary<string, string>
        {
            [Mime.Plotly] = json,
            [Mime.Text] = "A Plotly chart.",
        };
    }
}

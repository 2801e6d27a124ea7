using System.Text;

namespace Unpaired.Kernel;

/// <summary>Types of values that go from one language to another.</summary>
internal static class SharedTypes
{
    /// <summary>How C# says a type; "dynamic" for one that no C# code can name, such as a type of an F# cell.</summary>
    public static string InCSharp(Type type)
    {
        if (!IsNameable(type))
            return "dynamic";
        if (!type.IsArray)
            return Named(type, "global::", InCSharp);
        var brackets = new StringBuilder(); // C# writes the outer array's first
        for (; type.IsArray; type = type.GetElementType()!)
            brackets.Append('[').Append(',', type.GetArrayRank() - 1).Append(']');
        return InCSharp(type) + brackets;
    }

    /// <summary>How F# says a type; null for one that it cannot name, such as a type of a C# cell.</summary>
    public static string? InFSharp(Type type)
    {
        if (!IsNameable(type))
            return null;
        return type.IsArray
            ? $"{InFSharp(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]"
            : Named(type, "global.", argument => InFSharp(argument)!);
    }

    /// <summary>Files of the assemblies that a type and its arguments come from, without those of the framework.</summary>
    public static IEnumerable<string> Assemblies(Type type)
    {
        if (type.HasElementType)
            return Assemblies(type.GetElementType()!);
        string location = type.Assembly.IsDynamic ? "" : type.Assembly.Location;
        var own = location.Length == 0 || type.Assembly == typeof(object).Assembly ? [] : new[] { location };
        return own.Concat(type.GetGenericArguments().SelectMany(Assemblies)).Distinct();
    }

    private static bool IsNameable(Type type)
    {
        if (type.HasElementType)
            return type.IsArray && IsNameable(type.GetElementType()!);
        return type.IsVisible && !type.Assembly.IsDynamic && type.Assembly.Location.Length > 0
            && type.GetGenericArguments().All(IsNameable);
    }

    private static string Named(Type type, string root, Func<Type, string> argumentName)
    {
        var name = new StringBuilder(root);
        if (type.Namespace is { Length: > 0 } space)
            name.Append(space).Append('.');
        var arguments = new Queue<Type>(type.GetGenericArguments());
        foreach (var part in Nesting(type))
        {
            string[] nameAndCount = part.Name.Split('`');
            name.Append(nameAndCount[0]);
            if (nameAndCount.Length > 1)
                name.Append('<').AppendJoin(", ", Enumerable.Range(0, int.Parse(nameAndCount[1]))
                    .Select(_ => argumentName(arguments.Dequeue()))).Append('>');
            name.Append('.');
        }
        return name.ToString(0, name.Length - 1);
    }

    private static IEnumerable<Type> Nesting(Type type) =>
        type.DeclaringType is { } outer ? Nesting(outer).Append(type) : [type];
}

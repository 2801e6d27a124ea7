namespace Unpaired.Data.Checking;

/// <summary>What a set of pictures is for.</summary>
public enum SetRole
{
    /// <summary>Training.</summary>
    Train,

    /// <summary>Testing or validation.</summary>
    Test,

    /// <summary>The names do not tell.</summary>
    Unknown,
}

/// <summary>A picture of a set: where it is, and to which domain or class it belongs.</summary>
/// <param name="Path">As it can be opened.</param>
/// <param name="Domain">Domain or class; empty if there is none.</param>
internal readonly record struct SetPicture(string Path, string Domain);

/// <summary>Pictures that are loaded together.</summary>
/// <param name="Name">The folder, list or annotation file, as in the report.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Pictures">Those that exist.</param>
internal sealed record PictureSet(string Name, SetRole Role, IReadOnlyList<SetPicture> Pictures)
{
    private static readonly string[] TrainWords = ["trainval", "training", "train"];
    private static readonly string[] TestWords = ["testing", "test", "validation", "valid", "val", "eval"];

    /// <summary>Reads role and domain out of a name: "trainA", "instances_val2017", "animals_list_test".</summary>
    public static (SetRole Role, string Domain) Parse(string name)
    {
        string rest = name;
        var role = SetRole.Unknown;
        foreach (var (words, meaning) in new[] { (TrainWords, SetRole.Train), (TestWords, SetRole.Test) })
            foreach (string word in words)
            {
                int at = rest.IndexOf(word, StringComparison.OrdinalIgnoreCase);
                if (role != SetRole.Unknown || at < 0)
                    continue;
                role = meaning;
                rest = rest[..at] + rest[(at + word.Length)..];
            }
        foreach (string word in new[] { "instances", "list", "annotations", "data" })
            rest = rest.Replace(word, "", StringComparison.OrdinalIgnoreCase);
        return (role, rest.Trim(' ', '_', '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'));
    }
}

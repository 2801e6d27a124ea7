namespace Unpaired.Checkpoints.Pickle;

/// <summary>A dictionary to be written as it was read.</summary>
/// <param name="Entries">Keys (text, numbers, booleans) and values.</param>
/// <param name="Ordered">Whether it is an OrderedDict.</param>
/// <param name="Attributes">Set on the OrderedDict, such as _metadata; null for none.</param>
internal sealed record WrittenDictionary(
    IReadOnlyList<(object Key, object? Value)> Entries, bool Ordered, object? Attributes);

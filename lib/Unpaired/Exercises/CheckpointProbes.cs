using System.Text;
using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>Properties that answers to the function exercises of notebook 07 must have, tried on drawn inputs.</summary>
/// <remarks>Each probe returns null when all hold, otherwise what was seen. Inputs are the same in every run.</remarks>
internal static class CheckpointProbes
{
    private const double Close = 1e-9;

    /// <summary>The prefix goes where all names have it, and only there, and only once.</summary>
    public static string? WithoutParallel(Func<IReadOnlyList<string>, List<string>> strip)
    {
        (string[] Given, string[] Wanted)[] cases =
        [
            (["module.enc.weight", "module.enc.bias"], ["enc.weight", "enc.bias"]),
            (["enc.weight", "enc.bias"], ["enc.weight", "enc.bias"]),
            (["module.enc.weight", "dec.weight"], ["module.enc.weight", "dec.weight"]),
            (["module.module.enc.weight"], ["module.enc.weight"]),
            (["module.enc.module.weight"], ["enc.module.weight"]),
            (["modules.weight"], ["modules.weight"]),
        ];
        foreach (var (given, wanted) in cases)
        {
            var got = strip(given);
            if (got is null || !got.SequenceEqual(wanted))
            {
                return $"{string.Join(", ", given)} gave {(got is null ? "nothing" : string.Join(", ", got))}; "
                    + $"wanted {string.Join(", ", wanted)}.";
            }
        }

        return null;
    }

    /// <summary>Largest difference over largest magnitude of the first.</summary>
    public static string? Relative(Func<Tensor, Tensor, double> relative)
    {
        var theirs = tensor(new double[] { 4, -8, 0, 2 }).view(1, 1, 2, 2);
        double same = relative(theirs, theirs.clone());
        if (!(Math.Abs(same) <= Close))
            return $"equal tensors should differ by 0; it says {same:0.####}.";
        var ours = theirs.clone();
        ours.view(-1)[2] += 1;
        double got = relative(theirs, ours);
        if (!(Math.Abs(got - 0.125) <= Close))
            return $"a difference of 1, at a zero, where the largest magnitude is 8 gave {got:0.####}.";
        using var generator = new Generator(71);
        var a = randn([2, 3, 4], float64, generator: generator);
        var b = randn([2, 3, 4], float64, generator: generator) * 3;
        double wanted = (a - b).abs().max().item<double>() / a.abs().max().item<double>();
        got = relative(a, b);
        return Math.Abs(got - wanted) <= Close * wanted
            ? null
            : $"two drawn tensors gave {got:0.####} instead of {wanted:0.####}; the first one is the original's.";
    }

    /// <summary>The first layer that does not agree, with few questions.</summary>
    public static string? FirstApart(Func<int, Func<int, bool>, int> search)
    {
        foreach (int count in new[] { 1, 2, 3, 19, 64, 1000 })
        {
            int most = (int)Math.Ceiling(Math.Log2(count)) + 1;
            foreach (int first in new[] { 0, count / 3, count / 2, count - 1 })
            {
                int asked = 0;
                int found = search(count, layer =>
                {
                    if (layer < 0 || layer >= count)
                        throw new ArgumentException($"there is no layer {layer} among {count}");
                    asked++;
                    return layer < first;
                });
                if (found != first)
                    return $"of {count} layers the first to part was {first}; it says {found}.";
                if (asked > most)
                    return $"of {count} layers it asked about {asked}; {most} questions are enough.";
            }
        }

        return null;
    }

    /// <summary>The numbers of one tensor among several.</summary>
    public static string? ReadTensor(Func<byte[], string, float[]> read)
    {
        float[] first = [1.5f, -2, 0.25f], second = [3, 1e-7f];
        string header = """{"__metadata__":{"system":"none"},"b":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}"""
            + ""","a.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[12,20]}}""";
        byte[] text = Encoding.UTF8.GetBytes(header.PadRight((header.Length + 7) / 8 * 8));
        byte[] file =
        [
            .. BitConverter.GetBytes((long)text.Length), .. text,
            .. first.Concat(second).SelectMany(BitConverter.GetBytes),
        ];
        foreach (var (name, wanted) in new[] { ("b", first), ("a.weight", second) })
        {
            float[]? got = read(file, name);
            if (got is null || !got.SequenceEqual(wanted))
            {
                string gave = got is null or [] ? "none" : FormattableString.Invariant($"{got.Length}, the first {got[0]}");
                return FormattableString.Invariant(
                    $"the tensor '{name}' holds {wanted.Length} numbers, the first is {wanted[0]}; it gave {gave}.");
            }
        }

        return null;
    }
}

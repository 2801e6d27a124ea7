namespace Unpaired.Verification;

/// <summary>Finds the first layer that differs by asking about few of them.</summary>
/// <param name="First">Its number; null if even the last layer agrees.</param>
/// <param name="Asked">The layers that were asked about, in order, and whether they agreed.</param>
/// <remarks>
/// Halves the interval in which the first difference must lie. It is right where a difference, once there, does not
/// vanish again further on: along one way through a network, from an input to the output.
/// </remarks>
public sealed record LayerBisection(int? First, IReadOnlyList<(int Layer, bool Agrees)> Asked)
{
    /// <summary>Searches, with at most one question more than the logarithm of the number of layers.</summary>
    /// <param name="count">Layers on the way, in order.</param>
    /// <param name="agrees">Whether a layer, by its number from 0, agrees. Asked at most once for each.</param>
    /// <exception cref="ArgumentOutOfRangeException">No layers.</exception>
    public static LayerBisection Search(int count, Func<int, bool> agrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var asked = new List<(int, bool)>();
        int low = 0, high = count; // the first difference is in [low, high]; high = count means none
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool same = agrees(middle);
            asked.Add((middle, same));
            if (same)
                low = middle + 1;
            else
                high = middle;
        }

        return new LayerBisection(low == count ? null : low, asked);
    }
}

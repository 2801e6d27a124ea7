namespace Unpaired.Training;

/// <summary>What a preset needs: counted from its configuration, without building a network.</summary>
/// <param name="Name">The preset.</param>
/// <param name="Width">Pixels of a training crop.</param>
/// <param name="Height">Pixels of a training crop.</param>
/// <param name="BatchSize">Pictures of each domain in a batch.</param>
/// <param name="Parameters">Trained numbers of all networks.</param>
/// <param name="MultiplyAdds">Multiplications, each with an addition, of one picture of each domain passing each
/// network of its domain once.</param>
/// <param name="StepBytes">Memory of a training step in float32, estimated to about a third; without the process
/// itself and without VGG.</param>
public sealed record PresetCost(
    string Name, int Width, int Height, int BatchSize, long Parameters, long MultiplyAdds, long StepBytes)
{
    // Weights, gradients, two moments of Adam.
    private const int CopiesOfWeights = 4;

    // A picture passes the networks twice, or three times with the cycle loss, and the graph keeps several maps of each
    // layer (padded input, output, normed output). Fitted to measured peaks.
    private const int CopiesOfMaps = 8, CopiesOfTheCycle = 4;

    /// <summary>Counts a preset of UNIT or MUNIT.</summary>
    public static PresetCost Of(string name, TwoDomainConfig config)
    {
        var networks = config.NetworkCosts;
        long parameters = networks.Sum(network => network.Parameters);
        long maps = config.BatchSize * networks.Sum(network => network.Outputs);
        int copies = CopiesOfMaps + (config.CycleWeight > 0 ? CopiesOfTheCycle : 0);
        return new PresetCost(
            name, config.CropWidth, config.CropHeight, config.BatchSize, parameters,
            networks.Sum(network => network.MultiplyAdds),
            sizeof(float) * (CopiesOfWeights * parameters + copies * maps));
    }
}

using Unpaired.Training;

namespace Unpaired.Funit;

public sealed partial record FunitConfig : ICheckedConfig
{
    private const int LargestWidth = 1 << 20;

    void ICheckedConfig.Check() => Validated();

    /// <summary>Refuses what cannot be built or trained.</summary>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentException">The message names the original's key, what is expected and what was
    /// found.</exception>
    public FunitConfig Validated()
    {
        CheckNetworks();
        CheckPictureSize(CropHeight, CropWidth);
        if (NewSize < Math.Min(CropHeight, CropWidth))
            throw Impossible(
                "new_size", $"at least the crop's shorter side, {Math.Min(CropHeight, CropWidth)}", NewSize);
        return this;
    }

    /// <summary>The same without the size of pictures: what a trainer can check before it sees one.</summary>
    internal void CheckNetworks()
    {
        foreach (var (key, value, least) in Limits())
        {
            if (!(value >= least) || double.IsInfinity(value))
                throw Impossible(key, $"a number not below {least}", value);
        }
        if (LearningRatePolicy is not ("constant" or "step"))
            throw Impossible("lr_policy", "constant or step", LearningRatePolicy);
        if (Discriminator.ResidualBlocks % 2 != 0)
            throw Impossible("dis.n_res_blks", "an even number (two blocks a level)", Discriminator.ResidualBlocks);
        if (Generator.Width * (1L << Math.Min(Generator.ContentDownsamplings, 30)) > LargestWidth)
            throw Impossible(
                "gen.n_downs_content",
                $"a content code of at most {LargestWidth} channels (nf x 2^n_downs_content)",
                Generator.ContentDownsamplings);
    }

    /// <summary>Refuses pictures that the networks cannot take; the message names the network.</summary>
    /// <param name="height">Pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <exception cref="ArgumentException">Too small, or sides that do not come back from halving and
    /// doubling.</exception>
    public void CheckPictureSize(long height, long width)
    {
        string picture = $"pictures of {height} x {width} (crop_image_height x crop_image_width)";
        long multiple = 1L << Generator.ContentDownsamplings;
        if (height % multiple != 0 || width % multiple != 0)
            throw new ArgumentException(
                $"gen: {picture}: expected sides that are multiples of {multiple} (2^n_downs_content), so that a "
                + "reconstruction has the picture's size.");
        if (Math.Min(height, width) <= 3)
            throw new ArgumentException(
                $"gen and dis: {picture}: the first convolution reflects 3 pixels and needs more than that.");
        if (Math.Min(height, width) / multiple < 2)
            throw new ArgumentException(
                $"gen: {picture}: a content code of {height / multiple} x {width / multiple} is too small for "
                + "reflection; at least 2 x 2 is needed.");
        CheckHalvings(
            height, width, Math.Max(2, Generator.ClassDownsamplings), side => side / 2,
            $"gen: {picture} are too small for {Generator.ClassDownsamplings} halvings (n_downs_class)");
        var last = CheckHalvings(
            height, width, Discriminator.Levels - 1, side => (side + 1) / 2,
            $"dis: {picture} are too small for {Discriminator.ResidualBlocks} blocks (n_res_blks)");
        if (last < 2)
            throw new ArgumentException(
                $"dis: {picture} are too small for {Discriminator.ResidualBlocks} blocks (n_res_blks): the last map "
                + "has one row or column and cannot be reflected.");
    }

    /// <summary>Follows the shorter side through halvings, each of which reflects one pixel.</summary>
    private static long CheckHalvings(long height, long width, int halvings, Func<long, long> halve, string network)
    {
        long side = Math.Min(height, width);
        for (int i = 0; i < halvings; i++, side = halve(side))
        {
            if (side < 2)
                throw new ArgumentException($"{network}: only {side} is left of a side before halving {i + 1}.");
        }
        return side;
    }

    private static ArgumentException Impossible(string key, string expected, object found) =>
        new(FormattableString.Invariant($"'{key}': expected {expected}; got {found}."));

    private IEnumerable<(string Key, double Value, double Least)> Limits() =>
    [
        ("max_iter", MaxIterations, 0), ("weight_decay", WeightDecay, 0), ("lr_gen", DiscriminatorLearningRate, 0),
        ("lr_dis", GeneratorLearningRate, 0), ("gamma", Gamma, 0), ("step_size", StepSize ?? 1, 1),
        ("gan_w", GanWeight, 0), ("fm_w", FeatureMatchingWeight, 0), ("r_w", ReconstructionWeight, 0),
        ("gen.nf", Generator.Width, 1), ("gen.n_res_blks", Generator.ResidualBlocks, 1),
        ("gen.nf_mlp", Generator.MlpWidth, 1), ("gen.latent_dim", Generator.LatentSize, 1),
        ("gen.n_mlp_blks", Generator.MlpBlocks, 1), ("gen.n_downs_content", Generator.ContentDownsamplings, 0),
        ("gen.n_downs_class", Generator.ClassDownsamplings, 0), ("dis.nf", Discriminator.Width, 1),
        ("dis.n_res_blks", Discriminator.ResidualBlocks, 2), ("dis.num_classes", Discriminator.Classes, 1),
        ("num_workers", LoaderWorkers, 0), ("batch_size", BatchSize, 1), ("new_size", NewSize, 1),
        ("crop_image_height", CropHeight, 1), ("crop_image_width", CropWidth, 1),
        ("image_save_iter", ImageSaveInterval, 1), ("image_display_iter", ImageDisplayInterval, 1),
        ("snapshot_save_iter", SnapshotInterval, 1), ("log_iter", LogInterval, 1),
    ];
}

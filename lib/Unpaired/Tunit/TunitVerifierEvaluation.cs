using Unpaired.Checkpoints;
using Unpaired.Metrics;
using Unpaired.Metrics.Clustering;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>The cases of evaluation.</summary>
public sealed partial class TunitVerifier
{
    private static void CheckClustering(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        int[] clusters = Whole(golden.Main["in.preds"]), labels = Whole(golden.Main["in.targets"]);
        int classes = golden.Property("num_classes").GetInt32();
        var table = new ContingencyTable(labels, clusters, classes, classes);
        var scores = new ClusteringScores(table);
        Tensor Pairs(IReadOnlyList<int> match) =>
            stack(match.Select((label, cluster) => tensor(new long[] { cluster, label })));
        compare.CheckIfThere("out.match", Pairs(scores.Match));
        compare.CheckIfThere("out.majority_match", Pairs(table.MajorityMatch()));
        compare.CheckIfThere("out.reordered", tensor(clusters.Select(c => (long)scores.Match[c]).ToArray()));
        compare.CheckIfThere("out.accuracy", tensor(scores.Accuracy));
        compare.CheckIfThere("out.majority_accuracy", tensor(scores.Purity));
        compare.CheckIfThere("out.nmi", tensor(scores.NormalizedInformation()));
        compare.CheckIfThere("out.ari", tensor(scores.AdjustedRand));
        // Parity: rows are what was predicted.
        var confusion = zeros(classes, classes, dtype: int64);
        for (int cluster = 0; cluster < classes; cluster++)
            for (int label = 0; label < classes; label++)
                confusion[scores.Match[cluster], label] = tensor(table[label, cluster]);
        compare.CheckIfThere("out.confusion", confusion);
        // Parity: divided in float32, and by one more than the row's sum.
        var counts = confusion.to(float32);
        compare.CheckIfThere("out.each_acc", counts.diagonal() / (counts.sum(1) + 1), EachTolerance);
    }

    /// <summary>The reference was computed in float32.</summary>
    private static GoldenTolerance EachTolerance => new(1e-7, 1e-9, 1e-9);

    private static int[] Whole(Tensor values) => [.. values.data<long>().ToArray().Select(value => (int)value)];

    private static void CheckFid(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        string path = CheckpointOf(golden);
        using var root = TorchFile.Load(path);
        var config = TunitConfig.OfCheckpoint(root);
        using var guide = Loaded(golden, TunitNetworks.NewGuide(config), "C_EMA");
        using var painter = Loaded(golden, new TunitGenerator(config), "G_EMA");
        guide.eval();
        using var inception = FidInception.Of(root["inceptionNet_state_dict"].AsStateDict(), path, golden.Type);
        var measure = new TunitMeanFid(guide, painter, inception, inception.BlockCount);
        var args = golden.Property("args");
        int classes = args.GetProperty("att_to_use").GetArrayLength();
        var plan = TunitMeanFid.Plan.Of(
            args.GetProperty("min_data").GetInt32(), args.GetProperty("max_data").GetInt32(), classes);
        bool allButLast = args.GetProperty("dataset").GetString() == "animal_faces";
        var real = ByClass(golden, "train", classes).Select(x => x.narrow(0, 0,
            allButLast ? Math.Max(0, x.shape[0] - TestPictures) : Math.Min(plan.Most, x.shape[0]))).ToList();
        var validation = ByClass(golden, "val", classes);
        var orders = golden.In("style_perm").unbind(0).Chunk(plan.Rounds).ToList();
        var realFeatures = real.Select(measure.Features).ToList();
        var madeFeatures = Enumerable.Range(0, classes)
            .Select(i => measure.Features(measure.Translations(i, validation, plan, orders[i]))).ToList();
        compare.CheckIfThere("out.features", cat(realFeatures.Concat(madeFeatures).ToArray(), 0));
        var (mean, perClass) = FeatureStatistics.MeanDistance(realFeatures.Zip(madeFeatures));
        compare.CheckIfThere("out.fid_per_class", tensor(perClass.ToArray()));
        compare.CheckIfThere("out.mfid", tensor(mean));
    }

    private const int TestPictures = 50;

    private static List<Tensor> ByClass(GoldenCase golden, string part, int classes)
    {
        var (pictures, labels) = (golden.In($"{part}_images"), golden.In($"{part}_targets"));
        return [.. Enumerable.Range(0, classes).Select(i =>
            pictures.index_select(0, labels.eq(i).nonzero().flatten()))];
    }
}

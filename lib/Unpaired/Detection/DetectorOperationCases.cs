using System.Globalization;
using System.Text.Json;
using Unpaired.Checkpoints;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>The case ops: each part of a detector alone.</summary>
/// <param name="golden">The case.</param>
/// <param name="compare">Takes the results.</param>
internal sealed class DetectorOperationCases(GoldenCase golden, GoldenComparison compare)
{
    internal void Verify()
    {
        using var scope = NewDisposeScope();
        foreach (var entry in golden.Config.EnumerateObject())
        {
            var (name, options) = (entry.Name, entry.Value);
            string[] parts = name.Split('.');
            switch (parts[0])
            {
                case "roi_align":
                    foreach (var one in options.EnumerateObject()) Align(one.Name, one.Value);
                    break;
                case "nms":
                    foreach (var one in options.EnumerateObject()) Suppress(one.Name, Real(one.Value, "iou_threshold"));
                    break;
                case "batched_nms":
                    foreach (var one in options.EnumerateObject())
                        SuppressGroups(one.Name, Real(one.Value, "iou_threshold"));
                    break;
                case "clip":
                    Check("out.box.clip", () => Boxes.Clip(
                        golden.In("box.clip"), Whole(options, "height"), Whole(options, "width")));
                    break;
                case "coder":
                    Code(name, options);
                    break;
                case "anchors":
                    foreach (var one in options.EnumerateObject()) Anchors(one.Name, one.Value);
                    break;
                case "levels":
                    Levels(options);
                    break;
                case "msroi":
                    MultiScale(options);
                    break;
                case "matcher":
                    Check($"out.{name}", () => new BoxMatcher(
                        Real(options, "high"), Real(options, "low"),
                        options.GetProperty("allow_low_quality").GetBoolean())
                        .Match(golden.In("matcher.quality")));
                    break;
                case "sampler":
                    Sample(new BalancedSampler(
                        Whole(options, "batch_size_per_image"), Real(options, "positive_fraction")));
                    break;
                case "transform":
                    Transform(options);
                    break;
            }
        }
        Pairs();
        Norm();
        Pyramid();
        Losses();
    }

    private void Align(string name, JsonElement options)
    {
        var size = options.GetProperty("output_size");
        var features = golden.In($"roi_align.{name}.input").detach().requires_grad_(true);
        var pooled = RoiAlign.Pool(features, golden.In($"roi_align.{name}.rois"), new RoiAlignOptions(
            size[0].GetInt32(), size[1].GetInt32(), Real(options, "spatial_scale"), Whole(options, "sampling_ratio"),
            options.GetProperty("aligned").GetBoolean()));
        compare.CheckIfThere($"out.roi_align.{name}", pooled);
        if (!golden.HasInput($"roi_align.{name}.grad_output")) return;
        (pooled * golden.In($"roi_align.{name}.grad_output")).sum().backward();
        compare.CheckIfThere($"grad.roi_align.{name}.input", features.grad!);
    }

    private void Suppress(string name, double threshold)
    {
        Check($"out.nms.{name}.keep", () => NonMaximumSuppression.Keep(
            golden.In($"nms.{name}.boxes"), golden.In($"nms.{name}.scores"), threshold));
        Check("out.nms.empty.keep", () => NonMaximumSuppression.Keep(
            zeros(0, 4, dtype: golden.Type), zeros(0, dtype: golden.Type), threshold));
    }

    private void SuppressGroups(string name, double threshold) => Check(
        $"out.batched_nms.{name}.keep", () => NonMaximumSuppression.KeepPerGroup(
            golden.In($"batched_nms.{name}.boxes"), golden.In($"batched_nms.{name}.scores"),
            golden.In($"batched_nms.{name}.idxs"), threshold));

    private void Code(string name, JsonElement options)
    {
        double[] w = Reals(options, "weights");
        var coder = new BoxCoder(w[0], w[1], w[2], w[3]);
        var proposals = golden.In($"{name}.proposals");
        Check($"out.{name}.encoded", () => coder.Encode(golden.In($"{name}.reference"), proposals));
        Check($"out.{name}.decoded", () => coder.Decode(golden.In($"{name}.codes"), proposals));
        if (options.TryGetProperty("bbox_xform_clip", out var clip))
            compare.CheckNumbers($"out.{name}.clip", [clip.GetDouble()], [BoxCoder.MostGrowth]);
    }

    private void Anchors(string name, JsonElement options)
    {
        static double[][] Lists(JsonElement value) =>
            [.. value.EnumerateArray().Select(list => list.EnumerateArray().Select(n => n.GetDouble()).ToArray())];
        var generator = new AnchorGenerator(
            Lists(options.GetProperty("sizes")), Lists(options.GetProperty("aspect_ratios")));
        for (int i = 0; i < generator.MapCount; i++)
            compare.CheckIfThere($"out.anchors.{name}.cell.{i}", generator.Cell(i));
        double[] padded = Reals(options, "padded_image");
        var maps = Lists(options.GetProperty("grids"))
            .Select(grid => zeros(1, 1, (long)grid[0], (long)grid[1], dtype: golden.Type)).ToList();
        Check($"out.anchors.{name}.all", () => generator.Anchors((long)padded[0], (long)padded[1], maps));
    }

    private void Levels(JsonElement options)
    {
        double[] scales =
            [Math.Pow(2, -Real(options, "k_min")), Math.Pow(2, -Real(options, "k_max"))];
        Check("out.levels.level", () => new MultiScaleRoiAlign(
            Real(options, "canonical_scale"), Whole(options, "canonical_level"))
            .Levels(golden.In("levels.boxes"), scales));
    }

    private void MultiScale(JsonElement options)
    {
        var maps = options.GetProperty("featmap_names").EnumerateArray()
            .Select(name => golden.In($"msroi.feat.{name.GetString()}")).ToList();
        var boxes = Enumerable.Range(0, 1000).Select(i => $"msroi.boxes{i}").TakeWhile(golden.HasInput)
            .Select(golden.In).ToList();
        var sizes = options.GetProperty("image_shapes").EnumerateArray()
            .Select(size => (size[0].GetInt64(), size[1].GetInt64())).ToList();
        MultiScaleRoiAlign Pooling(double scale) => new(
            scale, Whole(options, "canonical_level"), (int)Reals(options, "output_size")[0],
            Whole(options, "sampling_ratio"));
        var pooling = Pooling(Real(options, "canonical_scale"));
        Check("out.msroi", () => pooling.Pool(maps, boxes, sizes));
        if (pooling.Scales is not { } scales) return;
        compare.CheckNumbers("out.msroi.scales", Reals(options, "inferred_scales"), [.. scales]);
        Check("out.msroi.levels", () => pooling.Levels(cat(boxes), scales));
        foreach (string name in golden.Main.Below("out.msroi.canonical").ToList())
        {
            double scale = double.Parse(name["out.msroi.canonical".Length..], CultureInfo.InvariantCulture);
            compare.Check(name, Pooling(scale).Pool(maps, boxes, sizes));
        }
    }

    private void Sample(BalancedSampler sampler)
    {
        for (int i = 0; golden.HasInput($"sampler.labels{i}"); i++)
        {
            var labels = golden.In($"sampler.labels{i}");
            var draws = new GivenDraws([golden.In($"sampler.perm_pos{i}"), golden.In($"sampler.perm_neg{i}")]);
            var (positive, negative) = sampler.Sample(labels, draws);
            Tensor Mask(Tensor chosen) => zeros_like(labels, dtype: int64).index_fill_(0, chosen, 1);
            compare.CheckIfThere($"out.sampler.pos{i}", Mask(positive));
            compare.CheckIfThere($"out.sampler.neg{i}", Mask(negative));
        }
    }

    private void Transform(JsonElement options)
    {
        var config = new DetectorConfig
        {
            ShortSides = [Whole(options, "min_size")],
            LongestSide = Whole(options, "max_size"),
            Mean = Reals(options, "mean"),
            Deviation = Reals(options, "std"),
        };
        var transform = new DetectionTransform(config);
        var pictures = Enumerable.Range(0, 1000).Select(i => $"transform.image{i}").TakeWhile(golden.HasInput)
            .Select(golden.In).ToList();
        var prepared = transform.Prepare(pictures, config.ShortSides[0]);
        compare.CheckIfThere("out.transform.batch", prepared.Pictures);
        compare.CheckIfThere("out.transform.image_sizes", tensor(
            prepared.Sizes.SelectMany(size => new[] { size.Height, size.Width }).ToArray(), [pictures.Count, 2]));
        for (int i = 0; i < pictures.Count; i++)
        {
            var (before, after) = (prepared.OriginalSizes[i], prepared.Sizes[i]);
            if (golden.HasInput($"transform.boxes{i}"))
                compare.CheckIfThere($"out.transform.boxes{i}", DetectionTransform.Rescaled(
                    golden.In($"transform.boxes{i}"), before, after));
            if (golden.HasInput($"transform.det{i}"))
                compare.CheckIfThere($"out.transform.det{i}", DetectionTransform.Rescaled(
                    golden.In($"transform.det{i}"), after, before));
        }
        if (!options.TryGetProperty("sides_that_floor_one_short", out var list)) return;
        int wanted = config.ShortSides[0];
        double[] expected = [.. list.EnumerateArray().Select(side => side.GetDouble())];
        double[] own =
            [.. expected.Where(side => transform.SizeAfter((long)side, (long)side, wanted).Height == wanted - 1)];
        compare.CheckNumbers("out.transform.short_sides", expected, own);
    }

    private void Pairs()
    {
        if (!golden.HasInput("box.b1")) return;
        var (first, second) = (golden.In("box.b1"), golden.In("box.b2"));
        compare.CheckIfThere("out.box.iou", Boxes.Iou(first, second));
        compare.CheckIfThere("out.box.giou", Boxes.GeneralizedIou(first, second));
        compare.CheckIfThere("out.box.diou", Boxes.DistanceIou(first, second));
        compare.CheckIfThere("out.box.ciou", Boxes.CompleteIou(first, second));
        compare.CheckIfThere("out.box.area1", Boxes.Area(first));
        const string small = "out.box.small.keep_";
        foreach (string name in golden.Main.Below(small).ToList())
            compare.Check(name, Boxes.LargeEnough(
                golden.In("box.small"), double.Parse(name[small.Length..], CultureInfo.InvariantCulture)));
    }

    private void Norm()
    {
        foreach (string name in golden.Main.Below("out.frozen_bn.eps").ToList())
        {
            double epsilon = double.Parse(name["out.frozen_bn.eps".Length..], CultureInfo.InvariantCulture);
            var input = golden.In("frozen_bn.input");
            using var norm = new FrozenBatchNorm2d(input.shape[1], epsilon);
            TorchSharp.ModuleExtensionMethods.to(norm, golden.Type);
            StateDict.LoadInto(norm, Inputs("in.frozen_bn.", except: "input"), golden.Main.Path);
            compare.Check(name, norm.call(input));
        }
    }

    private void Pyramid()
    {
        var maps = Enumerable.Range(0, 100).Select(i => $"fpn.x.{i}").TakeWhile(golden.HasInput)
            .Select(golden.In).ToList();
        if (maps.Count == 0) return;
        using var pyramid = new FeaturePyramid(
            [.. maps.Select(map => map.shape[1])], golden.In("fpn.inner_blocks.0.0.bias").shape[0]);
        TorchSharp.ModuleExtensionMethods.to(pyramid, golden.Type);
        StateDict.LoadInto(pyramid, Inputs("in.fpn.", except: "x."), golden.Main.Path);
        var results = pyramid.Maps(maps);
        for (int i = 0; i < results.Count; i++)
            compare.CheckIfThere($"out.fpn.{(i == results.Count - 1 ? "pool" : $"{i}")}", results[i]);
    }

    private void Losses()
    {
        if (!golden.HasInput("fastrcnn_loss.class_logits")) return;
        Tensor In(string name) => golden.In($"fastrcnn_loss.{name}");
        var (classifier, regression) = RoiHeads.Losses(
            In("class_logits"), In("box_regression"), In("labels"), In("regression_targets"));
        compare.CheckIfThere("loss.fastrcnn.classifier", classifier);
        compare.CheckIfThere("loss.fastrcnn.box_reg", regression);
    }

    private Dictionary<string, Tensor> Inputs(string prefix, string except) => golden.Main.Below(prefix)
        .Where(name => !name[prefix.Length..].StartsWith(except, StringComparison.Ordinal))
        .ToDictionary(name => name[prefix.Length..], name => golden.Main[name]);

    private void Check(string name, Func<Tensor> compute)
    {
        if (golden.Main.Has(name)) compare.Check(name, compute());
    }

    private static double Real(JsonElement options, string name) => options.GetProperty(name).GetDouble();

    private static int Whole(JsonElement options, string name) => options.GetProperty(name).GetInt32();

    private static double[] Reals(JsonElement options, string name) =>
        [.. options.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    private sealed class GivenDraws(IEnumerable<Tensor> permutations) : IDetectorDraws
    {
        private readonly Queue<Tensor> left = new(permutations);

        public Tensor Permutation(long count) => left.Dequeue();

        public int Choose(int count) => 0;
    }
}

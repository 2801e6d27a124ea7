using Unpaired.Detection;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Reference values of the design: cutting out, merging, consistency.</summary>
public sealed partial class DunitVerifier
{
    private static void CheckDesign(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        foreach (var entry in golden.Config.EnumerateObject())
        {
            if (golden.HasInput($"merge.{entry.Name}.global"))
                CheckMerge(golden, compare, entry.Name, entry.Value.GetProperty("gamma").GetDouble(),
                    entry.Value.GetProperty("stride").GetInt32());
        }
        CheckCrop(golden, compare);
        foreach (string full in golden.Main.Below("loss.ic.").ToList()) CheckConsistency(golden, compare, full);
    }

    private static IReadOnlyList<PlacedBox> Placed(GoldenCase golden, string prefix)
    {
        double[] sides = golden.Main[$"in.{prefix}boxes"].ToDoubles();
        return
        [
            .. golden.Main[$"in.{prefix}batch"].ToLongs().Select((row, i) => new PlacedBox(
                (int)row, sides[4 * i], sides[4 * i + 1], sides[4 * i + 2], sides[4 * i + 3])),
        ];
    }

    private static void CheckMerge(
        GoldenCase golden, GoldenComparison compare, string name, double gamma, int stride)
    {
        var global = golden.In($"merge.{name}.global").requires_grad_(true);
        var instances = golden.In($"merge.{name}.instances").requires_grad_(true);
        var boxes = Placed(golden, $"merge.{name}.");
        var merged = InstanceMerging.Merge(global, instances, boxes, gamma, stride);
        compare.CheckIfThere($"out.merge.{name}", merged);
        compare.CheckIfThere($"out.merge.{name}.cover_count", InstanceMerging.CoverCount(
            global, global.shape[0], (global.shape[2], global.shape[3]), boxes, stride));
        (merged * golden.In($"merge.{name}.cotangent")).sum().backward();
        compare.CheckIfThere($"grad.merge.{name}.global", global.grad!);
        compare.CheckIfThere($"grad.merge.{name}.instances", instances.grad ?? zeros_like(instances));
    }

    private static void CheckCrop(GoldenCase golden, GoldenComparison compare)
    {
        if (!golden.HasInput("crop.image")) return;
        var image = golden.In("crop.image").requires_grad_(true);
        int size = golden.Config.GetProperty("crop").GetProperty("size").GetInt32();
        var crops = InstanceMerging.Crop(image, Placed(golden, "crop."), size);
        compare.CheckIfThere("out.crop", crops);
        if (!golden.HasInput("crop.cotangent")) return;
        (crops * golden.In("crop.cotangent")).sum().backward();
        compare.CheckIfThere("grad.crop.image", image.grad!);
    }

    private static void CheckConsistency(GoldenCase golden, GoldenComparison compare, string full)
    {
        string kind = full.Split('.')[2];
        BoxAgreement? agreement = kind switch
        {
            "iou" => BoxAgreement.Iou,
            "giou" => BoxAgreement.Generalized,
            "diou" => BoxAgreement.Distance,
            "ciou" => BoxAgreement.Complete,
            "full" => BoxAgreement.Full,
            _ => null,
        };
        if (agreement is not { } function) return; // reported as not compared
        var predictions = new List<LabelledBoxes>();
        var references = new List<LabelledBoxes>();
        for (int i = 0; golden.HasInput($"ic.image{i}.prediction.boxes"); i++)
        {
            predictions.Add(new LabelledBoxes(
                golden.In($"ic.image{i}.prediction.boxes").detach().clone().requires_grad_(true),
                golden.In($"ic.image{i}.prediction.labels").ToLongs()));
            references.Add(new LabelledBoxes(
                golden.In($"ic.image{i}.ground_truth.boxes"), golden.In($"ic.image{i}.ground_truth.labels").ToLongs()));
        }
        var loss = InstanceConsistency.Loss(predictions, references, function);
        compare.Check(full, loss);
        if (loss.requires_grad) loss.backward();
        for (int i = 0; i < predictions.Count; i++)
            compare.CheckIfThere(
                $"grad.ic.{kind}.image{i}.boxes", predictions[i].Boxes.grad ?? zeros_like(predictions[i].Boxes));
    }
}

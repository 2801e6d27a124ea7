using System.Text.Json;
using Unpaired.Data;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>The cases of losses, views and the published size.</summary>
public sealed partial class TunitVerifier
{
    private static void CheckLosses(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        foreach (var (tag, balance) in new[] { ("lamb1", 1.0), ("lamb1p5", 1.5) })
        {
            var (x, y) = (Live(golden, "iic.logits_x"), Live(golden, "iic.logits_tf"));
            var loss = TunitLosses.Information(x.softmax(1), y.softmax(1), balance);
            compare.CheckIfThere($"loss.iic.{tag}", loss);
            compare.CheckIfThere("out.iic.joint", TunitLosses.Joint(x.softmax(1), y.softmax(1)));
            loss.backward();
            compare.CheckIfThere($"grad.iic.{tag}.logits_x", x.grad!);
            compare.CheckIfThere($"grad.iic.{tag}.logits_tf", y.grad!);
        }
        var (p, q) = (Live(golden, "iic.clamp_marginal.x"), Live(golden, "iic.clamp_marginal.tf"));
        var clamped = TunitLosses.Information(p, q);
        compare.CheckIfThere("loss.iic.clamp_marginal", clamped);
        clamped.backward();
        compare.CheckIfThere("grad.iic.clamp_marginal.x", p.grad!);
        compare.CheckIfThere("grad.iic.clamp_marginal.tf", q.grad!);

        var (query, key, rows) = (Live(golden, "moco.query"), golden.In("moco.key"), golden.In("moco.queue"));
        var contrast = TunitLosses.Contrast(query, key, rows);
        compare.CheckIfThere("loss.moco", contrast);
        compare.CheckIfThere("loss.moco.temp0p5", TunitLosses.Contrast(query, key, rows, 0.5));
        contrast.backward();
        compare.CheckIfThere("grad.moco.query", query.grad!);

        CheckQueue(golden, compare);
        foreach (var (name, term) in new (string, Func<Tensor, Tensor>)[]
        {
            ("d_real", TunitLosses.HingeReal), ("d_fake", TunitLosses.HingeFake), ("g", TunitLosses.Adversarial),
        })
        {
            var logits = Live(golden, "adv.logit");
            var loss = term(logits);
            compare.CheckIfThere($"loss.adv.{name}", loss);
            loss.backward();
            compare.CheckIfThere($"grad.adv.{name}", logits.grad!);
        }
        compare.CheckIfThere("loss.rec", TunitLosses.Reconstruction(golden.In("rec.x"), golden.In("rec.y")));
    }

    private static void CheckQueue(GoldenCase golden, GoldenComparison compare)
    {
        int pushes = golden.Main.Below("in.queue.push").Count();
        // The capacity is what the queue does not grow beyond.
        long capacity = golden.Main[$"out.queue.{pushes}"].shape[0];
        using var queue = new KeyQueue((int)capacity);
        queue.Begin(golden.In("queue.0"));
        for (int i = 1; i <= pushes; i++)
        {
            queue.Push(golden.In($"queue.push{i}"));
            compare.CheckIfThere($"out.queue.{i}", queue.Rows);
        }
    }

    private static Tensor Live(GoldenCase golden, string name) => golden.In(name).clone().requires_grad_(true);

    private static void CheckViews(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        var picture = ToPicture(golden.Main["in.image"]);
        var given = golden.Property("params");
        var affine = given.GetProperty("affine");
        int[] Whole(string name) => [.. affine.GetProperty(name).EnumerateArray().Select(item => item.GetInt32())];
        int[] shift = Whole("translate");
        double shear = affine.GetProperty("shear")[0].GetDouble();
        var crop = given.GetProperty("resized_crop");
        int Crop(string name) => crop.GetProperty(name).GetInt32();
        var colours = given.GetProperty("jitter_order").EnumerateArray().Select(item => new ColourChange(
            Enum.Parse<ColourKind>(item[0].GetString()!, ignoreCase: true), item[1].GetDouble())).ToList();
        var transform = new TunitTransform(Crop("size"));
        var view = new StrongView(
            affine.GetProperty("angle").GetDouble(), shift[0], shift[1], shear,
            Crop("top"), Crop("left"), Crop("height"), Crop("width"), [], Flip: false);

        compare.CheckIfThere("out.resize", ToTensor(transform.Weak(picture, flip: false)));
        compare.CheckIfThere("out.affine", ToTensor(PictureAffine.Apply(
            picture, view.AngleDegrees, view.Right, view.Down, view.ShearDegrees)));
        compare.CheckIfThere("out.resized_crop", ToTensor(transform.Strong(picture, view)));
        for (int i = 1; i <= colours.Count; i++)
        {
            string name = $"out.jitter.{colours[i - 1].Kind.ToString().ToLowerInvariant()}";
            var some = view with { Colours = colours.Take(i).ToList() };
            compare.CheckIfThere(name, ToTensor(transform.Strong(picture, some)));
        }
        var whole = view with { Colours = colours, Flip = true };
        compare.CheckIfThere("out.final", transform.Strong(picture, whole).ToTensor());
    }

    private static Picture ToPicture(Tensor levels) => new(
        (int)levels.shape[1], (int)levels.shape[0], levels.to(uint8).contiguous().data<byte>().ToArray());

    private static Tensor ToTensor(Picture picture) =>
        tensor(picture.Rgb.ToArray(), [picture.Height, picture.Width, 3]).to(int64);

    private static void CheckPublished(GoldenCase golden, GoldenComparison compare)
    {
        using var quiet = no_grad();
        var config = ConfigOf(golden);
        var weights = golden.Property("weights");
        uint seed = weights.GetProperty("seed").GetUInt32();
        CheckSize(golden, compare, "C", TunitNetworks.NewGuide(config), seed, (guide, x) =>
        {
            guide.eval();
            var seen = guide.Look(x);
            compare.CheckIfThere("out.C.eval.cont", seen.Style);
            compare.CheckIfThere("out.C.eval.disc", seen.Logits);
            guide.train();
            seen = guide.Look(x);
            compare.CheckIfThere("out.C.train.cont", seen.Style);
            compare.CheckIfThere("out.C.train.disc", seen.Logits);
        });
        CheckSize(golden, compare, "D", new TunitDiscriminator(config), seed, (judge, x) =>
        {
            var map = judge.Map(x);
            compare.CheckIfThere("out.D.feat", map);
            string words = golden.Property("tensors").GetProperty("out.D.*").GetString()!;
            long[] domains = JsonSerializer.Deserialize<long[]>(words[words.IndexOf('[', StringComparison.Ordinal)..])!;
            compare.CheckIfThere("out.D.logit", TunitDiscriminator.Select(map, tensor(domains)));
        });
        CheckSize(golden, compare, "G", new TunitGenerator(config), seed, (painter, x) =>
        {
            var content = painter.Encode(x.narrow(0, 0, 1));
            var style = golden.In("G.style");
            var image = painter.Decode(content, style);
            compare.CheckIfThere("out.G.content.stats", Statistics(content));
            compare.CheckIfThere("out.G.content.sub", Every(Every(Every(content, 1, 32), 2, 4), 3, 4));
            compare.CheckIfThere("out.G.adain.sub", Every(painter.Mlp.call(style), 1, 64));
            compare.CheckIfThere("out.G.image.sub", Every(Every(image, 2, 4), 3, 4));
            compare.CheckIfThere("out.G.image.stats", Statistics(image));
        });
    }

    private static void CheckSize<TNetwork>(
        GoldenCase golden, GoldenComparison compare, string name, TNetwork network, uint seed,
        Action<TNetwork, Tensor> check) where TNetwork : nn.Module
    {
        using var scope = NewDisposeScope();
        using var owned = network;
        var own = network.state_dict();
        var listed = golden.Property("state_dict").GetProperty(name).EnumerateArray()
            .Select(entry => (
                Name: entry[0].GetString()!,
                Shape: entry[1].EnumerateArray().Select(item => item.GetInt64()).ToArray()))
            .ToList();
        var different = listed.Where(entry =>
            !own.TryGetValue(entry.Name, out var value) || !value.shape.SequenceEqual(entry.Shape)).ToList();
        compare.CheckThat($"state_dict.{name}", different.Count == 0 && listed.Count == own.Count,
            $"expected {listed.Count} entries, got {own.Count}; first different: {different.FirstOrDefault().Name}");
        string[] parameters = [.. network.named_parameters().Select(entry => entry.name)];
        var order = listed.Select(entry => entry.Name).Where(parameters.ToHashSet().Contains);
        compare.CheckThat($"order.{name}", order.SequenceEqual(parameters),
            "expected the parameters in the original's order");
        long count = network.parameters().Sum(parameter => parameter.numel());
        compare.CheckNumbers($"parameters.{name}",
            [golden.Property("parameter_counts").GetProperty(name).GetDouble()], [count]);
        if (different.Count > 0) return;
        for (int i = 0; i < listed.Count; i++) HashedWeights.Fill(own[listed[i].Name], listed[i].Name, (uint)i, seed);
        TorchSharp.ModuleExtensionMethods.to(network, golden.Type);
        long side = golden.Config.GetProperty("img_size").GetInt64();
        check(network, HashedWeights.Numbers([2, 3, side, side], HashedWeights.InputEntry, seed).to(golden.Type));
    }

    private static Tensor Every(Tensor x, long dimension, long step) =>
        x.slice(dimension, 0, x.shape[dimension], step);

    /// <summary>Mean, mean of absolute values, mean of squares.</summary>
    private static Tensor Statistics(Tensor x) => stack([x.mean(), x.abs().mean(), x.square().mean()]);
}

using System.IO.Compression;
using System.Text;
using Unpaired.Checkpoints;
using Unpaired.Checkpoints.Originals;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints;

/// <summary>What files say, without being run: the program inside, fingerprints, names in both layouts.</summary>
public sealed class PickleListingTests : IDisposable
{
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Listing_OriginalCheckpoint_NamesWhatPyTorchNeeds()
    {
        var listing = PickleListing.Of(CheckpointFiles.Munit("ckpt/gen_00000002.pt"));

        Assert.Equal(["PROTO", "2"], new[] { listing.Steps[0].Opcode, listing.Steps[0].Argument });
        Assert.Equal("STOP", listing.Steps[^1].Opcode);
        Assert.Equal(["collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch.FloatStorage"], listing.Names);
        Assert.Contains(listing.Steps, step => step.Argument == "'enc_style.model.0.conv.weight'");
        Assert.Equal(listing.Steps.Select(step => step.Position).Order(), listing.Steps.Select(step => step.Position));
        string table = listing.ToTable("program", first: 3).Text;
        Assert.Contains("PROTO", table);
        Assert.Contains(FormattableString.Invariant($"… {listing.Steps.Count - 3:N0} more"), table);
    }

    [Fact]
    public void Listing_Legacy_HoldsFivePickles() => Assert.Equal(
        5, PickleListing.Of(CheckpointFiles.Munit("ckpt_legacy/gen_00000002.pt")).Steps.Count(step => step.Opcode == "STOP"));

    [Theory]
    [InlineData("cbuiltins\nopen\n(S'opened.txt'\nS'w'\ntR.", "builtins.open")]
    [InlineData("ios\nsystem\n.", "os.system")]
    public void Listing_Malicious_NamesTheCallAndLoadIsRefused(string pickle, string name)
    {
        string path = files.New("evil.pt");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("evil/data.pkl", CompressionLevel.NoCompression).Open();
            entry.Write(Encoding.Latin1.GetBytes(pickle));
        }

        Assert.Contains(name, PickleListing.Of(path).Names);
        Assert.Throws<CheckpointFormatException>(() => TorchFile.Load(path));
    }

    [Theory]
    [InlineData("\u00ff.", "no pickle opcode 0xff")]
    [InlineData("X\u00ff\u0000\u0000\u0000ab", "expected 255 more bytes")]
    [InlineData("cbuiltins\nopen", "a name without an end")]
    public void Listing_Damaged_SaysWhere(string pickle, string message)
    {
        string path = files.New("damaged.pt");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("damaged/data.pkl", CompressionLevel.NoCompression).Open();
            entry.Write(Encoding.Latin1.GetBytes(pickle));
        }

        var error = Assert.Throws<CheckpointFormatException>(() => PickleListing.Of(path));
        Assert.Contains(message, error.Message);
        Assert.NotNull(error.Offset);
    }

    [Fact]
    public void Listing_NoPickle_IsRefused() =>
        Assert.Throws<CheckpointFormatException>(() => PickleListing.Of(CheckpointFiles.Munit("nets.json")));

    [Fact]
    public void Fingerprint_RoundTrip_IsTheSameAndOneBitIsSeen()
    {
        string original = CheckpointFiles.Munit("ckpt_legacy/gen_00000002.pt");
        string ours = files.New("ours.safetensors"), back = files.New("gen_00000002.pt"), changed = files.New("other.pt");
        CheckpointConversion.Convert(original, ours);
        CheckpointConversion.Convert(ours, back);
        Assert.Empty(CheckpointFingerprint.Differences(original, back));
        Assert.Contains(CheckpointFingerprint.Of(back), entry =>
            entry is { Path: "a/enc_style.model.0.conv.weight", What: "float32 [3, 3, 7, 7]", Sha256.Length: 64 });

        using (var file = TorchFile.Load(back))
        {
            file["a"]["enc_style.model.0.conv.weight"].AsTensor().bytes[0] ^= 1;
            TorchFile.Save(changed, file);
        }

        Assert.All(CheckpointFingerprint.Differences(original, changed),
            entry => Assert.Equal("a/enc_style.model.0.conv.weight", entry.Path));
        Assert.Equal(2, CheckpointFingerprint.Differences(original, changed).Count);
    }

    [Fact]
    public void Fingerprint_PartsStoredOnce_AreThoseStoredTwice()
    {
        string original = CheckpointFiles.Munit("../dunit/drit_featurewise.pth"); // its optimizers share a tuple
        string ours = files.New("ours.safetensors"), back = files.New("back.pth"), endless = files.New("endless.pt");
        CheckpointConversion.Convert(original, ours);
        CheckpointConversion.Convert(ours, back);
        Assert.Empty(CheckpointFingerprint.Differences(original, back));

        // Each level holds the one below twice: 2 to the power of 30 entries in a hundred bytes.
        string levels = "]q\u0000" + string.Concat(Enumerable.Range(1, 30).Select(i => $"](h{(char)(i - 1)}h{(char)(i - 1)}eq{(char)i}"));
        using (var zip = ZipFile.Open(endless, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("endless/data.pkl", CompressionLevel.NoCompression).Open();
            entry.Write(Encoding.Latin1.GetBytes("\u0080\u0002" + levels + "."));
        }

        Assert.Throws<CheckpointFormatException>(() => CheckpointFingerprint.Of(endless));
    }

    [Fact]
    public void Fingerprint_OtherOrder_IsADifference()
    {
        string first = files.New("first.pt"), second = files.New("second.pt");
        TorchFile.Save(first, new Dictionary<string, Tensor> { ["x"] = ones(2), ["y"] = ones(2) * 2 });
        TorchFile.Save(second, new OrderedDictionary<string, Tensor> { ["y"] = ones(2) * 2, ["x"] = ones(2) });
        Assert.NotEmpty(CheckpointFingerprint.Differences(first, second));
    }

    [Theory]
    [InlineData("munit/ckpt/gen_00000002.pt", "a/enc_content.model.0.conv.weight", "a.enc_content.model.0.conv.weight")]
    [InlineData("coco-funit/epoch_00001_iteration_000000003_checkpoint.pt",
        "net_G/module.averaged_model.generator.usb", "usb")]
    [InlineData("dunit/drit_concat.pth", "enc_c/conv_share.0.model.1.weight", "enc_c.conv_share.0.model.1.weight")]
    [InlineData("metrics/vgg16_tiny.pth", "features.0.weight", "features.0.weight")]
    public void Names_EachLayout_AreThoseOfTheConversion(string name, string original, string ours) =>
        Assert.Contains((original, ours), CheckpointConversion.Names(CheckpointFiles.Munit("../" + name)));

    [Fact]
    public void Diagram_Drawn_HasATextAlternative() => Assert.Contains("never run", CheckpointDiagram.Draw().Text);
}

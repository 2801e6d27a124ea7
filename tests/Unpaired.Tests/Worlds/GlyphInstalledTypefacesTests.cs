using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

/// <summary>The machine's own fonts, whatever they are; CI installs some and runs this again.</summary>
public sealed class GlyphInstalledTypefacesTests : ExportFolderTests
{
    [Fact]
    public void Run_MachinesFonts_WritesThemOrSaysWhatToInstall()
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = GlyphExportCommand.Run(
            ["--out", Target, "--characters", "HOxg", "--size", "16", "--questions", "5", "--shots", "3"],
            output, errors, TestContext.Current.CancellationToken);
        if (code != 0)
        {
            // With CI's fonts this is a failure: the variable says that they are there.
            Assert.True(Environment.GetEnvironmentVariable("UNPAIRED_FONTS") is null, $"{errors}");
            Assert.Equal(3, code);
            Assert.Contains("apt-get install fonts-dejavu", errors.ToString());
            Assert.False(Directory.Exists(Target));
            return;
        }
        var manifest = GlyphManifest.Load(Target);
        Assert.Empty(manifest.Seen.Select(f => f.Family).Intersect(manifest.Unseen.Select(f => f.Family)));
        Assert.Equal(4 * (manifest.Seen.Count + manifest.Unseen.Count), manifest.Train.Count + manifest.Test.Count);
        Assert.All(manifest.Train.Concat(manifest.Test), e => Assert.True(File.Exists(Path.Combine(Target, e.File))));
        Assert.DoesNotContain(manifest.Seen.Concat(manifest.Unseen),
            f => f.Name.Contains("symbol") || f.Name.Contains("dingbat"));
        Assert.All(manifest.LeftOut, font => Assert.NotEqual("", font.Reason));
    }
}

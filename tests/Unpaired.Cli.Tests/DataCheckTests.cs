using System.Text.Json;
using Unpaired.Worlds;

namespace Unpaired.Cli.Tests;

/// <summary><c>unpaired data check</c> as a user calls it.</summary>
public sealed class DataCheckTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void DataCheck_BrokenFolder_IsToldInThreeForms()
    {
        var options = new ObjectsExportOptions { Folder = folder.File("my data"), Train = 2, Test = 1, Size = 32 };
        ObjectsExport.Write(options, cancellation: TestContext.Current.CancellationToken);
        var clean = Run("my data", "--size", "32");
        foreach (int i in new[] { 7, 8, 9 })
            File.WriteAllText(folder.File($"my data/trainA/{i}.png"), "not a picture");

        var (code, output, error) = Run("my data", "--size", "64", "--first", "1", "--json", "r.json", "--html",
            "r.html");

        Assert.True(clean.Code == 0, clean.Output + clean.Error);
        Assert.Contains("0 error(s), 0 warning(s)", clean.Output, StringComparison.Ordinal);
        Assert.True(code == 1, output + error);
        Assert.Contains("guessed", output, StringComparison.Ordinal);
        Assert.Contains("and 2 more (--all", output, StringComparison.Ordinal);
        Assert.Contains("100 %", error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("r.json")));
        Assert.Equal(9, json.RootElement.GetProperty("errors").GetInt32());
        Assert.Contains("trainA/9.png", File.ReadAllText(folder.File("r.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "nowhere")]
    [InlineData(".|--layout|pix2pix", "pix2pix")]
    [InlineData(".|--shots|0", "Shots must be at least 1")]
    [InlineData(".|--class-names|gone.txt", "gone.txt")]
    [InlineData("", "Required argument")]
    public void DataCheck_WrongUsage_ExitsWithTwo(string arguments, string expected)
    {
        var (code, output, error) = Run(arguments.Split('|', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, code);
        Assert.Contains(expected, output + error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at Unpaired", error, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Run(params string[] arguments) =>
        CliProcess.Run(folder.Path, threads: 1, ["data", "check", .. arguments]);
}

using System.Text.Json.Nodes;
using Unpaired.Kernel.Jupyter;
using static Unpaired.Kernel.Tests.Jupyter.KernelClient;

namespace Unpaired.Kernel.Tests.Jupyter;

/// <summary>Completion, hover, completeness.</summary>
public sealed class AssistanceTests(RunningKernel kernel) : IClassFixture<RunningKernel>, IDisposable
{
    private readonly KernelClient client = kernel.Connect();

    public void Dispose() => client.Dispose();

    [Fact]
    public void Completion_KnowsWhatEarlierCellsDefined()
    {
        client.Run("#!time\nvar colourOfSky = \"blue\"; class Whale { public int FinCount => 2; }");

        Assert.Equal(["colourOfSky"], Matches("colourOf"));
        Assert.Contains("FinCount", Matches("new Whale().Fin"));
        Assert.Equal(["WriteLine"], Matches("Console.WriteL"));
        Assert.Contains("Length", Matches("colourOfSky."));
        Assert.DoesNotContain("for", Matches("colourOfSky."));
        Assert.Contains("Where", Matches("colourOfSky.Whe"));
    }

    [Fact]
    public void Completion_PlacesAreCountedInCharacters()
    {
        string code = "var smile = \"\U0001F600\"; Console.WriteL(1);";
        int cursor = code.IndexOf("(1)", StringComparison.Ordinal) - 1; // one pair before it

        var reply = client.Ask("complete_request", Fields(("code", code), ("cursor_pos", cursor))).Reply.Content;

        Assert.Equal(["WriteLine"], ((JsonArray)reply["matches"]!).Select(match => (string)match!));
        Assert.Equal(cursor, (int)reply["cursor_end"]!);
        Assert.Equal(cursor - "WriteL".Length, (int)reply["cursor_start"]!);
        Assert.Equal("function", (string)reply["metadata"]!["_jupyter_types_experimental"]![0]!["type"]!);
    }

    [Fact]
    public void Completion_OfDirectives()
    {
        Assert.Equal(["#!who", "#!whos"], Matches("1\n#!wh"));
        Assert.Contains("#r", Matches("#r"));
    }

    [Fact]
    public void Completion_InATextCell_ProposesNothingOfCSharp() => Assert.DoesNotContain("Console",
        Matches("#!html\nConso"));

    [Fact]
    public void Hover_InFSharp_ShowsSignatureAndDocumentation()
    {
        client.Run("#!fsharp\n/// <summary>How <c>many</c> are in <paramref name=\"fish\"/>.</summary>\n"
            + "let count (fish: string) = fish.Length");

        var own = Inspect("1\n#!fsharp\nlet n = count \"cod\"", "1\n#!fsharp\nlet n = cou".Length);
        var framework = Inspect("#!fsharp\nSystem.Math.Sqrt 2.0", "#!fsharp\nSystem.Math.Sqrt".Length);

        Assert.Contains("val count: fish: string -> int", (string)own["text/plain"]!, StringComparison.Ordinal);
        Assert.Contains("How many are in fish.", (string)own["text/plain"]!, StringComparison.Ordinal);
        Assert.Contains("```fsharp", (string)own["text/markdown"]!, StringComparison.Ordinal);
        Assert.Contains("Sqrt", (string)framework["text/plain"]!, StringComparison.Ordinal);
        Assert.Contains("square root", (string)framework["text/plain"]!, StringComparison.Ordinal);
        Assert.False((bool)client.Ask("inspect_request", Fields(("code", "#!fsharp\n1 + 1"), ("cursor_pos", 10)))
            .Reply.Content["found"]!);
    }

    [Fact]
    public void Completion_KnowsCellsThatRanSinceTheLastQuestion()
    {
        client.Run("int firstShoal = 1;");
        Assert.Equal(["firstShoal"], Matches("firstSho"));
        client.Run("1 + 1"); // declares nothing
        client.Run("int laterShoal = firstShoal;");

        Assert.Equal(["laterShoal"], Matches("laterSho"));
        Assert.Equal(["firstShoal"], Matches("firstSho"));
    }

    [Fact]
    public void Completion_AfterManyCells_KnowsTheNewestOfEachName()
    {
        for (int i = 0; i < 60; i++) // more than one project of the editor services holds
            client.Run($"var herring{i} = {i};\nherring{i} + 1");
        client.Run("var herring3 = \"now a text\";");
        client.Run("using System.Numerics;\nvar whole = new Vector2(1, 2);");

        Assert.Equal(60, Matches("herring").Length);
        Assert.Contains("Substring", Matches("herring3.Subs"));
        Assert.Contains("CompareTo", Matches("herring4.Compare"));
        Assert.Contains("Length", Matches("whole.Len"));
        Assert.Contains("Vector3", Matches("new Vector3"));
        Assert.Empty(Matches("herring4.Subs"));
    }

    [Fact]
    public void Hover_ShowsSignatureAndDocumentation()
    {
        client.Run("/// <summary>How deep it is, in metres.</summary>\nint Depth(int layer) => layer * 7;");

        var own = Inspect("Depth(1)", 2);
        var framework = Inspect("Console.WriteLine(1);", "Console.Write".Length);

        Assert.Contains("int Depth(int layer)", (string)own["text/plain"]!, StringComparison.Ordinal);
        Assert.Contains("in metres", (string)own["text/plain"]!, StringComparison.Ordinal);
        Assert.Contains("Console.WriteLine(int value)", (string)framework["text/plain"]!, StringComparison.Ordinal);
        Assert.StartsWith("```csharp\n", (string)framework["text/markdown"]!, StringComparison.Ordinal);
        Assert.Contains("standard output", (string)framework["text/plain"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Hover_OfNothing_FindsNothing()
    {
        var reply = client.Ask("inspect_request", Fields(("code", "  "), ("cursor_pos", 1))).Reply.Content;

        Assert.False((bool)reply["found"]!);
        Assert.Equal("ok", (string)reply["status"]!);
        Assert.Empty((JsonObject)reply["data"]!);
    }

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("int x = 1;", "complete")]
    [InlineData("Console.WriteLine(1)", "complete")]
    [InlineData("", "complete")]
    [InlineData("#!time\n1", "complete")]
    [InlineData("#!html\n<b", "complete")]
    [InlineData("for (int i = 0; i < 3; i++) {", "incomplete")]
    [InlineData("int x = 1", "incomplete")]
    [InlineData("f(1,", "incomplete")]
    [InlineData("/* a", "incomplete")]
    [InlineData("int x = }", "invalid")]
    [InlineData("}", "invalid")]
    [InlineData("\"abc", "invalid")]
    public void IsComplete(string code, string status)
    {
        var reply = client.Ask("is_complete_request", Fields(("code", code))).Reply.Content;

        Assert.Equal(status, (string)reply["status"]!);
        Assert.Equal(status == "incomplete", reply.ContainsKey("indent"));
    }

    [Fact]
    public void IsComplete_OpenBrace_AsksForOneStepMore() =>
        Assert.Equal("      ", Completeness.Of("if (true)\n  {").Indent);

    private string[] Matches(string code) =>
        [.. ((JsonArray)client.Ask("complete_request", Fields(("code", code), ("cursor_pos", code.Length)))
            .Reply.Content["matches"]!).Select(match => (string)match!)];

    private JsonObject Inspect(string code, int cursor)
    {
        var reply = client.Ask("inspect_request", Fields(("code", code), ("cursor_pos", cursor), ("detail_level", 0)));
        Assert.True((bool)reply.Reply.Content["found"]!);
        return (JsonObject)reply.Reply.Content["data"]!;
    }
}

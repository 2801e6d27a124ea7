using System.Text.Json.Nodes;
using static Unpaired.Kernel.Tests.Jupyter.KernelClient;

namespace Unpaired.Kernel.Tests.Jupyter;

/// <summary>Running cells through the protocol.</summary>
public sealed class ExecuteTests(RunningKernel kernel) : IClassFixture<RunningKernel>, IDisposable
{
    private readonly KernelClient client = kernel.Connect();

    public void Dispose() => client.Dispose();

    [Fact]
    public void Cell_MessagesComeInTheProtocolsOrder()
    {
        string code = "Console.WriteLine(\"hello, world\"); Console.Error.Write(\"oh\"); 1 + 1";
        var ran = client.Run(code);

        Assert.Equal(["execute_input", "stream", "stream", "execute_result"], ran.Published.Select(m => m.Type));
        Assert.Equal(code, ran.Published[0].Text("code"));
        Assert.Equal("hello, world\n", ran.Stream());
        Assert.Equal("oh", ran.Stream("stderr"));
        Assert.Equal("2", ran.Result);
        Assert.Equal("ok", ran.Status);
        int count = (int)ran.Reply.Content["execution_count"]!;
        Assert.Equal(count, (int)ran.Single("execute_input").Content["execution_count"]!);
        Assert.Equal(count, (int)ran.Single("execute_result").Content["execution_count"]!);
        Assert.Empty((JsonArray)ran.Reply.Content["payload"]!);
        Assert.Equal("5.4", (string)ran.Reply.Header["version"]!);
    }

    [Fact]
    public void Exception_NamesTheCellsOwnLine()
    {
        var ran = client.Run("int zero = 0;\n// a remark\nint bad = 1 / zero;");

        Assert.Equal("error", ran.Status);
        Assert.Equal("DivideByZeroException", ran.Reply.Text("ename"));
        string traceback = string.Join("\n", ((JsonArray)ran.Reply.Content["traceback"]!).Select(line =>
            (string)line!));
        Assert.Contains("line 3", traceback, StringComparison.Ordinal);
        Assert.Contains("int bad = 1 / zero;", traceback, StringComparison.Ordinal);
        Assert.Equal(["execute_input", "error"], ran.Published.Select(m => m.Type));
        Assert.Equal(traceback, string.Join("\n", ((JsonArray)ran.Single("error").Content["traceback"]!).Select(l =>
            (string)l!)));
        Assert.Equal("0", client.Run("zero").Result);
    }

    [Fact]
    public void CompilationError_IsOneError()
    {
        var ran = client.Run("int x = ;");

        Assert.Equal("CompilationError", ran.Reply.Text("ename"));
        Assert.Equal(["execute_input", "error"], ran.Published.Select(m => m.Type));
    }

    [Fact]
    public void Silent_SaysNothingAndIsNotCounted()
    {
        int before = (int)client.Run("1").Reply.Content["execution_count"]!;
        var silent = client.Run("int hush = 3; Console.WriteLine(hush); hush", Fields(("silent", true)));
        var unstored = client.Run("hush + 1", Fields(("store_history", false)));
        var after = client.Run("hush");

        Assert.Empty(silent.Published);
        Assert.Equal(before, (int)silent.Reply.Content["execution_count"]!);
        Assert.Equal(before, (int)unstored.Reply.Content["execution_count"]!);
        Assert.Equal("4", unstored.Result);
        Assert.Equal(before + 1, (int)after.Reply.Content["execution_count"]!);
        Assert.Equal("3", after.Result);
    }

    [Theory]
    [InlineData(true, "aborted")]
    [InlineData(false, "ok")]
    public void CellsThatWaitBehindAnError(bool stopOnError, string status)
    {
        var options = Fields(("stop_on_error", stopOnError));
        string slow = client.SendCell("System.Threading.Thread.Sleep(500); throw new Exception(\"first\");", options);
        string next = client.SendCell("\"second\"");
        var first = client.Await(slow, client.Shell);
        var second = client.Await(next, client.Shell);

        Assert.Equal("error", first.Status);
        Assert.Equal(status, second.Status);
        Assert.Equal(stopOnError ? null : "second", second.Result);
        Assert.Equal("third", client.Run("\"third\"").Result);
    }

    [Fact]
    public void UserExpressions_AreEvaluatedSingly()
    {
        var ran = client.Run("int five = 5;", Fields(("user_expressions", Fields(("good", "five * 2"),
            ("bad", "nothing")))));
        var values = (JsonObject)ran.Reply.Content["user_expressions"]!;

        Assert.Equal("10", (string)values["good"]!["data"]!["text/plain"]!);
        Assert.Equal("ok", (string)values["good"]!["status"]!);
        Assert.Equal("error", (string)values["bad"]!["status"]!);
        Assert.Equal(["execute_input"], ran.Published.Select(m => m.Type));
    }

    [Fact]
    public void Displays_CanBeUpdatedFromLaterCells()
    {
        var shown = client.Run("var box = display(HTML(\"<b>one</b>\"));").Single("display_data");
        var updated = client.Run("box.Update(HTML(\"<b>two</b>\"));").Single("update_display_data");

        Assert.Equal("<b>one</b>", (string)shown.Content["data"]!["text/html"]!);
        Assert.Equal("<b>two</b>", (string)updated.Content["data"]!["text/html"]!);
        string id = (string)shown.Content["transient"]!["display_id"]!;
        Assert.NotEmpty(id);
        Assert.Equal(id, (string)updated.Content["transient"]!["display_id"]!);
    }

    [Fact]
    public void JsonTypes_AreValuesAndMistakesInThemText()
    {
        var good = client.Run("""
            "[1, {\"a\": 2}]".DisplayAs("application/vnd.plotly.v1+json");
            """).Single("display_data");
        var bad = client.Run("\"[1,\".DisplayAs(\"application/json\");").Single("display_data");

        Assert.Equal(2, (int)good.Content["data"]!["application/vnd.plotly.v1+json"]![1]!["a"]!);
        Assert.Equal("[1,", (string)bad.Content["data"]!["application/json"]!);
    }

    [Fact]
    public void ClearOutput_IsPassedOn()
    {
        var ran = client.Run("Console.Write(1); ClearOutput(wait: true); Console.Write(2);");

        Assert.Equal(["execute_input", "stream", "clear_output", "stream"], ran.Published.Select(m => m.Type));
        Assert.True((bool)ran.Single("clear_output").Content["wait"]!);
    }

    [Fact]
    public void HundredThousandLines_ArriveWholeInOrderAndInFewMessages()
    {
        var ran = client.Run("for (int i = 0; i < 100_000; i++) Console.WriteLine(i);");

        string[] lines = ran.Stream().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(100_000, lines.Length);
        Assert.All(lines.Select((line, i) => (line, i)), pair => Assert.Equal($"{pair.i}", pair.line));
        Assert.InRange(ran.Published.Count, 2, 2_000);
    }

    [Fact]
    public void LongText_IsSplitBetweenCharacters()
    {
        var ran = client.Run("Console.Write(new string('a', (1 << 20) - 1) + \"\\U0001F600\" + \"end\");");

        Assert.Equal(2, ran.Published.Count(m => m.Type == "stream"));
        Assert.EndsWith("a\U0001F600end", ran.Stream(), StringComparison.Ordinal);
    }

    [Fact]
    public void LateOutput_KeepsTheCellThatStartedIt()
    {
        string id = client.SendCell(
            "_ = Task.Run(async () => { await Task.Delay(300); Console.Write(\"late\"); });");
        client.Await(id, client.Shell);

        Assert.Equal(id, client.AwaitPublished(m => m.Type == "stream").ParentId);
    }

    [Theory]
    [InlineData("polyglot_notebook", "kernelName")]
    [InlineData("dotnet_interactive", "language")]
    public void Metadata_ChooseTheLanguage(string group, string name)
    {
        var metadata = Fields((group, Fields((name, "html"))));

        Assert.Equal("<i>x</i>", (string)client.Run("<i>x</i>",
            metadata: metadata).Single("display_data").Content["data"]!["text/html"]!);
    }

    [Fact]
    public void Input_IsAskedFromTheClientThatRunsTheCell()
    {
        var allowed = Fields(("allow_stdin", true));
        string id = client.SendCell(
            "string name = await GetInputAsync(\"Who?\"); string more = Console.ReadLine(); name + more", allowed);
        foreach (var (prompt, answer) in new[] { ("Who?", "Ada"), ("", "!") })
        {
            var question = client.Next(client.Stdin);
            Assert.Equal("input_request", question.Type);
            Assert.Equal(id, question.ParentId);
            Assert.Equal(prompt, question.Text("prompt"));
            Assert.False((bool)question.Content["password"]!);
            client.Send(client.Stdin, "input_reply", Fields(("value", answer)));
        }

        Assert.Equal("Ada!", client.Await(id, client.Shell).Result);
    }

    [Fact]
    public void Input_WithoutAClientThatAnswers_FailsInTheCell()
    {
        var ran = client.Run("await GetInputAsync(\"Who?\")");

        Assert.Equal("InvalidOperationException", ran.Reply.Text("ename"));
        Assert.Contains("takes no questions", ran.Reply.Text("evalue"), StringComparison.Ordinal);
    }

    [Fact]
    public void History_TailRangeAndSearch()
    {
        int first = (int)client.Run("int history1 = 1;").Reply.Content["execution_count"]!;
        client.Run("history1");
        client.Run("history1");

        var tail = Ask(Fields(("hist_access_type", "tail"), ("n", 2), ("output", true), ("raw", true)));
        var range = Ask(Fields(("hist_access_type", "range"), ("session", 0), ("start", first), ("stop", first + 1)));
        var search = Ask(Fields(("hist_access_type", "search"), ("pattern", "history*")));
        var unique = Ask(Fields(("hist_access_type", "search"), ("pattern", "history*"), ("unique", true)));
        var elsewhere = Ask(Fields(("hist_access_type", "range"), ("session", -3)));

        Assert.Equal(2, tail.Count);
        Assert.Equal(["history1", "1"], ((JsonArray)tail[1]![2]!).Select(text => (string)text!));
        Assert.Equal("int history1 = 1;", (string)Assert.Single(range)![2]!);
        Assert.Equal(first, (int)range[0]![1]!);
        Assert.Equal(2, search.Count);
        Assert.Single(unique);
        Assert.Empty(elsewhere);
        Assert.Equal("error", client.Ask("history_request", Fields(("hist_access_type", "all"))).Status);

        JsonArray Ask(JsonObject content) => (JsonArray)client.Ask("history_request",
            content).Reply.Content["history"]!;
    }
}

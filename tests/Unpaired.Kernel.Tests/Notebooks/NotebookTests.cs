using System.Text.Json.Nodes;
using CsCheck;

namespace Unpaired.Kernel.Tests;

public sealed class NotebookTests : IDisposable
{
    private const string Canonical =
        """
        {
         "cells": [
          {
           "attachments": {},
           "cell_type": "markdown",
           "id": "intro",
           "metadata": {},
           "source": [
            "# Title\n",
            "\n",
            "é \"quoted\" \\ 😀"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": 1,
           "id": "c-1",
           "metadata": {
            "tags": [
             "parameters"
            ]
           },
           "outputs": [
            {
             "name": "stdout",
             "output_type": "stream",
             "text": [
              "one\n",
              "two\n"
             ]
            },
            {
             "data": {
              "application/vnd.plotly.v1+json": {
               "data": [
                1.0,
                -2e-05
               ]
              },
              "image/png": "aGVsbG8=",
              "text/plain": [
               "a chart"
              ]
             },
             "metadata": {},
             "output_type": "display_data"
            },
            {
             "data": {
              "text/html": [
               "<b>2</b>"
              ]
             },
             "execution_count": 1,
             "metadata": {
              "text/html": {
               "isolated": true
              }
             },
             "output_type": "execute_result"
            },
            {
             "ename": "Oops",
             "evalue": "it broke",
             "output_type": "error",
             "traceback": [
              "line 1"
             ]
            }
           ],
           "source": []
          },
          {
           "cell_type": "raw",
           "id": "r",
           "metadata": {},
           "source": [
            "raw"
           ]
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": ".NET (C#)",
           "language": "C#",
           "name": ".net-csharp"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ToJson_CanonicalNotebook_IsUnchanged() =>
        Assert.Equal(Canonical.ReplaceLineEndings("\n"), Notebook.Parse(Canonical, "test").ToJson());

    [Fact]
    public void ToJson_AnyTexts_ReadBackTheSame() =>
        Gen.Select(Gen.String, Gen.String).Sample((source, output) =>
        {
            var notebook = new Notebook();
            var cell = new NotebookCell(CellKind.Code, "a", source.ReplaceLineEndings("\n"));
            cell.Outputs.Add(new StreamOutput("stdout", output));
            notebook.Cells.Add(cell);
            var read = Notebook.Parse(notebook.ToJson(), "test").Cells.Single();
            return read.Source == cell.Source && read.Outputs.Single().Equals(cell.Outputs.Single());
        }, iter: 200);

    [Fact]
    public void Load_OlderFormat_GetsTheSameIdsEveryTime()
    {
        const string Old = """{"cells":[{"cell_type":"code","source":"1","metadata":{"trusted":true},"outputs":[]},{"cell_type":"code","source":["1"],"metadata":{},"outputs":[]}],"metadata":{"orig_nbformat":4},"nbformat":4,"nbformat_minor":2}""";
        var notebook = Notebook.Parse(Old, "old");
        var ids = notebook.Cells.Select(c => c.Id).ToList();
        Assert.Equal(2, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", id));
        Assert.Equal(ids, Notebook.Parse(Old, "old").Cells.Select(c => c.Id));
        Assert.DoesNotContain("orig_nbformat", notebook.ToJson());
        Assert.DoesNotContain("trusted", notebook.ToJson());
        Assert.Contains("\"nbformat_minor\": 5", notebook.ToJson());
    }

    [Theory]
    [InlineData("not json at all", "not JSON (line 1)")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{}", "has no \"nbformat\" number")]
    [InlineData("{\"nbformat\":3,\"worksheets\":[]}", "nbformat 3; expected 4")]
    [InlineData("{\"nbformat\":4}", "has no list of cells")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":\"\",\"id\":\"a\"},{\"cell_type\":\"heading\"}]}", "cell 2: cell_type is 'heading'")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":7}]}", "cell 1: source is neither a text nor a list")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":\"\",\"id\":\"no blanks\"}]}", "cell 1: id 'no blanks'")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"raw\",\"source\":\"\",\"id\":\"a\"},{\"cell_type\":\"raw\",\"source\":\"\",\"id\":\"a\"}]}", "cell 2: id 'a' is taken")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":\"\",\"outputs\":[{\"output_type\":\"pyout\"}]}]}", "cell 1: output_type is 'pyout'")]
    public void Load_BrokenFile_SaysFileCellAndProblem(string json, string expected)
    {
        string path = folder.Write("broken.ipynb", json);
        var error = Assert.Throws<NotebookFormatException>(() => Notebook.Load(path));
        Assert.Contains("broken.ipynb", error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Load_MissingFile_SaysSo() =>
        Assert.Contains(
            "no such file", Assert.Throws<NotebookFormatException>(() => Notebook.Load("nowhere.ipynb")).Message);

    [Fact]
    public void Save_OverAFileThatCannotBeReplaced_LeavesNothingBehind()
    {
        string path = Path.Combine(folder.Path, "taken.ipynb");
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<Exception>(() => new Notebook().Save(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(
        "{\"polyglot_notebook\":{\"kernelName\":\"html\"},\"dotnet_interactive\":{\"language\":\"mermaid\"}}", "html")]
    [InlineData("{\"dotnet_interactive\":{\"language\":\"mermaid\"}}", "mermaid")]
    [InlineData("{}", "csharp")]
    public void LanguageOf_Cell_FollowsItsMetadata(string metadata, string expected)
    {
        var cell = new NotebookCell(CellKind.Code, "a", "") { Metadata = (JsonObject)JsonNode.Parse(metadata)! };
        Assert.Equal(expected, new Notebook().LanguageOf(cell));
    }

    [Fact]
    public void OutputsMatchCode_AfterAnEdit_IsFalse()
    {
        string path = Path.Combine(folder.Path, "n.ipynb");
        var notebook = Notebook.Parse(Canonical, "test");
        notebook.Save(path);
        Assert.False(NotebookCheck.OutputsMatchCode(path).Matches);
        notebook.Metadata["unpaired"] = new JsonObject { ["outputs_of"] = NotebookCheck.CodeHash(notebook) };
        notebook.Cells[0].Source = "# Another title"; // text does not count
        notebook.Save(path);
        Assert.True(NotebookCheck.OutputsMatchCode(path).Matches);
        notebook.Cells[1].Source = "int x = 1;";
        notebook.Save(path);
        Assert.Contains("Refresh it", NotebookCheck.OutputsMatchCode(path).Message);
    }
}

using FSharp.Compiler.EditorServices;
using FSharp.Compiler.Interactive;
using FSharp.Compiler.Symbols;
using FSharp.Compiler.Tokenization;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Unpaired.Kernel;

/// <summary>What F#'s compiler says of a word.</summary>
/// <param name="Signature">As F# writes it: "val twice: x: int -> int".</param>
/// <param name="Documentation">Its XML documentation comment; null if there is none.</param>
/// <param name="Assembly">Where the documentation is to be found otherwise, with <paramref name="Id"/>.</param>
/// <param name="Id">The member's name in XML documentation files.</param>
internal sealed record FSharpDescription(string Signature, string? Documentation, string? Assembly, string? Id)
{
    /// <summary>What the word at a place is, in the light of the cells that have run; null if it is nothing.</summary>
    /// <param name="session">The session, with no cell running.</param>
    /// <param name="code">F# alone.</param>
    /// <param name="position">In or behind the word.</param>
    public static FSharpDescription? Find(Shell.FsiEvaluationSession session, string code, int position)
    {
        int start = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        int end = code.IndexOf('\n', position);
        string line = code[start..(end < 0 ? code.Length : end)];
        var island = QuickParse.GetCompleteIdentifierIsland(true, line, position - start);
        if (island is null)
            return null;
        var (name, behind, _) = island.Value;
        int number = code.AsSpan(0, start).Count('\n') + 1;
        var results = session.ParseAndCheckInteraction(code, FSharpOption<bool>.None).Item2;
        var tip = results.GetToolTip(
            number, behind, line, ListModule.OfSeq(name.Split('.')), FSharpTokenTag.Identifier, FSharpOption<int>.None);
        return tip.Item.OfType<ToolTipElement.Group>().SelectMany(group => group.elements).Select(Of).FirstOrDefault();
    }

    private static FSharpDescription Of(ToolTipElementData element)
    {
        string signature = element.MainDescription.Text;
        return element.XmlDoc switch
        {
            FSharpXmlDoc.FromXmlText text => new(signature, text.Item.GetXmlText(), null, null),
            FSharpXmlDoc.FromXmlFile file => new(signature, null, file.dllName, file.xmlSig),
            _ => new(signature, null, null, null),
        };
    }
}

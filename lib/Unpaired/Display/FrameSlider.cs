using System.Security.Cryptography;
using System.Text;
using SkiaSharp;
using Unpaired.Data;

namespace Unpaired.Display;

/// <summary>What one control of a <see cref="FrameSlider"/> changes.</summary>
/// <param name="Name">What changes: "style", "K".</param>
/// <param name="Labels">One for each position, at least one.</param>
/// <param name="IsChoice">Buttons to choose from, for a few unrelated values; else a slider, for steps of a way.</param>
public sealed record FrameControl(string Name, IReadOnlyList<string> Labels, bool IsChoice = false)
{
    /// <summary>A slider: a walk between two styles.</summary>
    public static FrameControl Slider(string name, params IEnumerable<string> labels) => new(name, [.. labels]);

    /// <summary>Buttons: 1, 5 or 10 pictures of a class.</summary>
    public static FrameControl Choice(string name, params IEnumerable<string> labels) =>
        new(name, [.. labels], IsChoice: true);
}

/// <summary>
/// Precomputed pictures behind one or two controls: a slider that interpolates styles, a selector of K. It needs no
/// kernel, so it works in an exported page too; it takes the keyboard; and where scripts are blocked, all frames stand
/// in a table.
/// </summary>
public sealed class FrameSlider : Figure
{
    /// <summary>More would make notebooks heavy.</summary>
    public const int MaximumFrames = 64;

    private const int TablePixels = 48;
    private readonly IReadOnlyList<FrameControl> controls;
    private readonly IReadOnlyList<Picture> frames;

    /// <summary>Pictures behind controls.</summary>
    /// <param name="controls">One or two; with two, the first chooses the row of the table, the second the column.</param>
    /// <param name="frames">A picture for each combination, the last control changing fastest; 64 at most, and those over
    /// 128 pixels are reduced to that.</param>
    /// <param name="alt">What is shown, what is to be seen, one number.</param>
    /// <exception cref="ArgumentException">Another number of controls or frames, a control without positions, or an
    /// empty <paramref name="alt"/>.</exception>
    public FrameSlider(IEnumerable<FrameControl> controls, IEnumerable<Picture> frames, string alt)
        : base(alt, "A frame slider")
    {
        this.controls = [.. controls];
        this.frames = [.. frames];
        if (this.controls.Count is < 1 or > 2)
            throw new ArgumentException($"Expected one or two controls; got {this.controls.Count}.", nameof(controls));
        if (this.controls.FirstOrDefault(control => control.Labels.Count == 0) is { } empty)
            throw new ArgumentException($"Control '{empty.Name}' has no positions.", nameof(controls));
        int wanted = this.controls.Aggregate(1, (product, control) => product * control.Labels.Count);
        if (this.frames.Count != wanted || wanted > MaximumFrames)
            throw new ArgumentException(
                $"Expected a picture for each combination, {wanted} of at most {MaximumFrames}; got {this.frames.Count}.",
                nameof(frames));
    }

    /// <summary>Number of frames.</summary>
    public int Count => frames.Count;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Count} frames by {string.Join(" and ", controls.Select(control => control.Name))}: {Text}";

    /// <inheritdoc/>
    public override string? Render(string mimeType) => mimeType == MimeTypes.Html ? ToHtml() : base.Render(mimeType);

    private int Columns => controls[^1].Labels.Count;

    private protected override SKBitmap Draw()
    {
        var table = new PictureGrid(frames.Chunk(Columns), Text)
        {
            ColumnLabels = controls[^1].Labels,
            RowLabels = controls.Count == 2 ? controls[0].Labels : null,
        };
        using var drawing = new PictureGridDrawing(table);
        return drawing.Draw();
    }

    private string ToHtml()
    {
        var images = frames.Select(FlipBook.Encode).ToArray();
        string id = Id(images);
        var html = new StringBuilder($"<figure id=\"{id}\" style=\"margin:0.5em 0;max-width:960px\">");
        // Hidden until the script fills it, so that nothing dead is on the page where scripts are blocked.
        html.Append("<div class=\"frame-player\" hidden style=\"display:none\">"
            + $"<img alt=\"\" width=\"{2 * FlipBook.MaximumSide}\" style=\"{FlipBook.Pixelated(images[0])}\">");
        foreach (var control in controls)
            html.Append(control.IsChoice ? Choice(control, id) : Slider(control));
        html.Append("</div>").Append(Table(images))
            .Append($"<figcaption style=\"{HtmlText.CaptionStyle}\">{HtmlText.Escape(Text)}</figcaption></figure>");
        return html.Append(Script.Replace("FRAMES-ID", id)).ToString();
    }

    private static string Slider(FrameControl control) =>
        $"<div class=\"frame-control\"><label style=\"{HtmlText.OwnText}\">{HtmlText.Escape(control.Name)} <input type=\"range\" min=\"0\" "
        + $"max=\"{control.Labels.Count - 1}\" step=\"1\" value=\"0\" "
        + $"style=\"width:{2 * FlipBook.MaximumSide}px;vertical-align:middle\"></label> "
        + $"<output style=\"{HtmlText.OwnText}\"></output></div>";

    private string Choice(FrameControl control, string id)
    {
        string group = $"{id}-{controls.ToList().IndexOf(control)}";
        var buttons = control.Labels.Select((label, i) =>
            $"<label style=\"{HtmlText.OwnText}margin-right:0.8em\"><input type=\"radio\" name=\"{group}\" value=\"{i}\""
            + $"{(i == 0 ? " checked" : "")}> {HtmlText.Escape(label)}</label>");
        return "<fieldset class=\"frame-control\" style=\"border:0;padding:0;margin:0.3em 0\">"
            + $"<legend style=\"{HtmlText.OwnText}float:left;width:auto;border:0;margin:0 0.8em 0 0\">{HtmlText.Escape(control.Name)}</legend>"
            + $"{string.Concat(buttons)}</fieldset>";
    }

    private string Table(EncodedImage[] images)
    {
        var table = new StringBuilder("<details open><summary style=\"display:list-item\">All frames</summary><table class=\"frame-table\"><tr>");
        if (controls.Count == 2)
            table.Append("<td></td>");
        foreach (string label in controls[^1].Labels)
            table.Append($"<th scope=\"col\">{HtmlText.Escape(label)}</th>");
        table.Append("</tr>");
        for (int i = 0; i < images.Length; i++)
        {
            string row = controls.Count == 2 ? controls[0].Labels[i / Columns] : "";
            if (i % Columns == 0)
                table.Append("<tr>").Append(controls.Count == 2 ? $"<th scope=\"row\">{HtmlText.Escape(row)}</th>" : "");
            table.Append($"<td><img alt=\"{HtmlText.Escape(Alternative(i))}\" width=\"{TablePixels}\" "
                + $"style=\"{FlipBook.Pixelated(images[i])}\" src=\"{images[i].DataUri}\"></td>");
            if (i % Columns == Columns - 1)
                table.Append("</tr>");
        }
        return table.Append("</table></details>").ToString();
    }

    private string Alternative(int frame)
    {
        string last = $"{controls[^1].Name} {controls[^1].Labels[frame % Columns]}";
        return controls.Count == 1 ? last : $"{controls[0].Name} {controls[0].Labels[frame / Columns]}, {last}";
    }

    /// <summary>The frames are taken from the table, so each is in the page once.</summary>
    private const string Script = """
        <script>
        document.querySelectorAll('[id="FRAMES-ID"]').forEach(function (figure) {
          var player = figure.querySelector('.frame-player');
          var picture = player.querySelector('img');
          var rows = Array.from(figure.querySelectorAll('.frame-table tr')).slice(1);
          var frames = rows.map(function (row) { return row.querySelectorAll('img'); });
          var controls = Array.from(player.querySelectorAll('.frame-control'));
          function position(control) {
            return Number((control.querySelector('input[type=range]') || control.querySelector('input:checked')).value);
          }
          function show() {
            var places = controls.map(position);
            var column = places[places.length - 1];
            var frame = frames[places.length > 1 ? places[0] : 0][column];
            picture.src = frame.src;
            picture.alt = frame.alt;
            var heads = figure.querySelectorAll('.frame-table th[scope=col]');
            controls.forEach(function (control, i) {
              var output = control.querySelector('output');
              if (!output) return;
              var names = i === controls.length - 1 ? heads : figure.querySelectorAll('.frame-table th[scope=row]');
              output.textContent = names[places[i]].textContent;
              control.querySelector('input').setAttribute('aria-valuetext', output.textContent);
            });
          }
          player.addEventListener('input', show);
          figure.querySelector('details').open = false;
          player.hidden = false;
          player.style.display = '';
          show();
        });
        </script>
        """;

    /// <summary>The same frames have the same id on every run.</summary>
    private string Id(IEnumerable<EncodedImage> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(ToString()));
        foreach (var image in images)
            hash.AppendData(image.Bytes);
        return $"frames-{Convert.ToHexStringLower(hash.GetCurrentHash()[..6])}";
    }
}

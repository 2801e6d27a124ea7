using System.Security.Cryptography;
using System.Text;
using SkiaSharp;
using Unpaired.Data;

namespace Unpaired.Display;

/// <summary>
/// Pictures to leaf through with a slider: a walk through a style, a sample over training. Works without a kernel,
/// never starts by itself, takes the arrow keys, and where scripts are blocked the strip below shows every frame.
/// </summary>
public sealed class FlipBook : Figure
{
    /// <summary>More would make notebooks heavy.</summary>
    public const int MaximumFrames = 16;

    private const int LargeFrameBytes = 4_000;
    internal const int MaximumSide = 128;
    private const int StripPixels = 96;

    private readonly IReadOnlyList<(string Label, Picture Picture)> frames;

    /// <summary>A flip-book.</summary>
    /// <param name="frames">1 to 16 labelled pictures; those over 128 pixels are reduced to that.</param>
    /// <param name="alt">What is shown, what is to be seen, one number.</param>
    /// <exception cref="ArgumentException">No frames, more than 16, or an empty <paramref name="alt"/>.</exception>
    public FlipBook(IEnumerable<(string Label, Picture Picture)> frames, string alt) : base(alt, "A flip-book")
    {
        this.frames = [.. frames];
        if (this.frames.Count is < 1 or > MaximumFrames)
            throw new ArgumentException(
                $"A flip-book takes 1 to {MaximumFrames} frames; got {this.frames.Count}.", nameof(frames));
    }

    /// <summary>What the slider changes.</summary>
    public string SliderLabel { get; init; } = "frame";

    /// <summary>Number of frames.</summary>
    public int Count => frames.Count;

    /// <inheritdoc/>
    public override string ToString() => $"Flip-book of {Count} frames: {Text}";

    /// <inheritdoc/>
    public override string? Render(string mimeType) => mimeType == MimeTypes.Html ? ToHtml() : base.Render(mimeType);

    private protected override SKBitmap Draw()
    {
        var strip = new PictureGrid([frames.Select(frame => frame.Picture)], Text)
        {
            ColumnLabels = [.. frames.Select(frame => frame.Label)],
        };
        using var drawing = new PictureGridDrawing(strip);
        return drawing.Draw();
    }

    private string ToHtml()
    {
        var images = frames.Select(frame => Encode(frame.Picture)).ToArray();
        string id = Id(images);
        string slider = HtmlText.Escape(SliderLabel);
        var html = new StringBuilder();
        html.Append($"<figure id=\"{id}\" style=\"margin:0.5em 0;max-width:960px\">");
        // Hidden until the script fills it, so that nothing dead is on the page where scripts are blocked.
        html.Append("<div class=\"flip-player\" hidden style=\"display:none\">"
            + $"<img alt=\"\" width=\"{2 * MaximumSide}\" style=\"{Pixelated(images[0])}\"><br>"
            + $"<label style=\"{HtmlText.OwnText}\">{slider} <input type=\"range\" min=\"0\" max=\"{frames.Count - 1}\" step=\"1\" value=\"0\" "
            + $"style=\"width:{2 * MaximumSide}px;vertical-align:middle\"></label> "
            + $"<output style=\"{HtmlText.OwnText}\"></output></div>");
        html.Append("<div class=\"flip-strip\" style=\"display:flex;flex-wrap:wrap;gap:6px\">");
        for (int i = 0; i < frames.Count; i++)
        {
            string label = HtmlText.Escape(frames[i].Label);
            html.Append("<div style=\"text-align:center;font-size:12px\">"
                + $"<img alt=\"{slider} {label}\" data-label=\"{label}\" width=\"{StripPixels}\" "
                + $"style=\"{Pixelated(images[i])}\" src=\"{images[i].DataUri}\"><br>{label}</div>");
        }
        html.Append($"</div><figcaption style=\"{HtmlText.CaptionStyle}\">{HtmlText.Escape(Text)}</figcaption>")
            .Append("</figure>");
        return html.Append(Script.Replace("FLIP-ID", id)).ToString();
    }

    /// <summary>The frames are taken from the strip, so each is in the page once.</summary>
    private const string Script = """
        <script>
        document.querySelectorAll('[id="FLIP-ID"]').forEach(function (figure) {
          var player = figure.querySelector('.flip-player');
          var frames = figure.querySelectorAll('.flip-strip img');
          var picture = player.querySelector('img');
          var slider = player.querySelector('input');
          function show() {
            var frame = frames[slider.value];
            picture.src = frame.src;
            picture.alt = frame.alt;
            player.querySelector('output').textContent = frame.dataset.label;
            slider.setAttribute('aria-valuetext', frame.dataset.label);
          }
          slider.oninput = show;
          player.hidden = false;
          player.style.display = '';
          show();
        });
        </script>
        """;

    internal static string Pixelated(EncodedImage image) =>
        image.Width < MaximumSide ? "image-rendering:pixelated" : "image-rendering:auto";

    /// <summary>A frame as it goes into the page, reduced if it is larger than 128 pixels.</summary>
    internal static EncodedImage Encode(Picture picture)
    {
        using var bitmap = EncodedImage.ToBitmap(picture);
        float scale = Math.Min(1, (float)MaximumSide / Math.Max(picture.Width, picture.Height));
        if (scale == 1)
            return EncodedImage.Smallest(bitmap, LargeFrameBytes);
        using var reduced = new SKBitmap(bitmap.Info.WithSize(
            Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale))));
        bitmap.ScalePixels(reduced, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return EncodedImage.Smallest(reduced, LargeFrameBytes);
    }

    /// <summary>The same frames have the same id on every run.</summary>
    private string Id(IEnumerable<EncodedImage> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (frame, image) in frames.Zip(images))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(frame.Label));
            hash.AppendData(image.Bytes);
        }
        return $"flip-{Convert.ToHexStringLower(hash.GetCurrentHash()[..6])}";
    }
}

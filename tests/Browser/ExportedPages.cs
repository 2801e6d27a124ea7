using System.Text.Json;
using Microsoft.Playwright;

namespace Unpaired.Browser;

/// <summary>Exported pages as a reader meets them: from the disk, with no network.</summary>
internal sealed class ExportedPages(IBrowser browser, Checks checks)
{
    /// <summary>Anything that scripts and style sheets cannot make of a page's own parts.</summary>
    private static readonly string[] Inside = ["data:", "blob:"];

    public async Task RunAsync(string folder)
    {
        string[] pages = [.. Directory.GetFiles(folder, "*.html").Order(StringComparer.Ordinal)];
        await checks.RunAsync("there are pages, one for each notebook", () =>
        {
            string[] notebooks = [.. Directory.GetFiles(folder, "*.ipynb")
                .Select(path => Path.ChangeExtension(path, "html"))];
            Checks.That(notebooks.Length > 0, $"no notebook in {folder}");
            Checks.Nothing([.. notebooks.Except(pages)], "pages missing");
            return Task.CompletedTask;
        });
        foreach (string path in pages)
            await RunPageAsync(path);
    }

    private async Task RunPageAsync(string path)
    {
        string name = Path.GetFileName(path);
        string address = new Uri(path).AbsoluteUri;
        var requests = new List<string>();
        var complaints = new List<string>();
        await using var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = 1280, Height = 900 },
        });
        await context.RouteAsync("**", route =>
        {
            string wanted = route.Request.Url;
            bool own = wanted == address || Inside.Any(scheme => wanted.StartsWith(scheme, StringComparison.Ordinal));
            if (!own)
                requests.Add(wanted);
            return own ? route.ContinueAsync() : route.AbortAsync();
        });
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add($"{message.Type} {message.Text}");
        };
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load, Timeout = 120_000 });
        var expected = Expected.Of(Path.ChangeExtension(path, "ipynb"));
        await checks.RunAsync($"{name}: {expected.Charts} charts", () => ChartsAsync(page, expected.Charts));
        await checks.RunAsync($"{name}: {expected.Widgets} widgets", () => WidgetsAsync(page, expected.Widgets));
        await checks.RunAsync($"{name}: at least {expected.Images} images", () => ImagesAsync(page, expected.Images));
        await checks.RunAsync($"{name}: formulas are set", () => FormulasAsync(page, expected.HasFormulas));
        await checks.RunAsync($"{name}: no part wider than the page", () => WidthAsync(page));
        await checks.PictureAsync(page, Path.GetFileNameWithoutExtension(path));
        await checks.RunAsync($"{name}: nothing requested, no complaint in the console", () =>
        {
            Checks.Nothing(requests, "requests");
            Checks.Nothing(complaints, "complaints");
            return Task.CompletedTask;
        });
    }

    private static async Task ImagesAsync(IPage page, int atLeast)
    {
        // Decoding waits for pictures that are not in view yet; the player of a widget that is closed has no source.
        string[] broken = await page.EvaluateAsync<string[]>("""
            async () => {
              const images = Array.from(document.images).filter(image => image.getAttribute('src'));
              const bad = [];
              for (const image of images) {
                const shown = await image.decode().then(() => image.naturalWidth > 0, () => false);
                if (!shown) bad.push(image.alt || image.src.slice(0, 60));
              }
              return bad;
            }
            """);
        Checks.Nothing(broken, "images do not show");
        int count = await page.EvaluateAsync<int>(
            "() => Array.from(document.images).filter(i => i.getAttribute('src') && i.getClientRects().length).length");
        Checks.That(count >= atLeast, $"{count} images are visible, expected {atLeast}");
    }

    private static async Task ChartsAsync(IPage page, int count)
    {
        await page.WaitForFunctionAsync(
            "count => document.querySelectorAll('.js-plotly-plot .main-svg').length >= count",
            count, new() { Timeout = 120_000 });
        int drawn = await page.EvaluateAsync<int>("""
            () => Array.from(document.querySelectorAll('.js-plotly-plot')).filter(plot =>
              plot.getBoundingClientRect().width > 100 && plot.querySelector('.trace, .hm, .heatmaplayer image')).length
            """);
        Checks.That(drawn == count, $"{drawn} charts are drawn, expected {count}");
        string[] clipped = await page.EvaluateAsync<string[]>("""
            () => Array.from(document.querySelectorAll('.js-plotly-plot')).flatMap(plot => {
              const frame = plot.querySelector('.main-svg').getBoundingClientRect();
              return Array.from(plot.querySelectorAll('text')).filter(text => {
                const box = text.getBoundingClientRect();
                return box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1
                  || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
              }).map(text => `'${text.textContent}' of '${plot.getAttribute('aria-label') || ''}'`);
            })
            """);
        Checks.Nothing(clipped, "labels cut off by their chart's edge");
        string[] covered = await page.EvaluateAsync<string[]>("""
            () => Array.from(document.querySelectorAll('.js-plotly-plot')).flatMap(plot => {
              const texts = Array.from(plot.querySelectorAll('text')).filter(text => text.textContent);
              return texts.filter(text => text.closest('.legend')).filter(entry => {
                const box = entry.getBoundingClientRect();
                return texts.some(text => {
                  const other = text.getBoundingClientRect();
                  return text !== entry && other.left < box.right - 1 && box.left < other.right - 1
                    && other.top < box.bottom - 1 && box.top < other.bottom - 1;
                });
              }).map(entry => `'${entry.textContent}' of '${plot.getAttribute('aria-label') || ''}'`);
            })
            """);
        Checks.Nothing(covered, "legend entries under another label");
    }

    /// <summary>Each moves: another picture, another label.</summary>
    private static async Task WidgetsAsync(IPage page, int count)
    {
        var players = page.Locator(".frame-player, .flip-player");
        Checks.That(await players.CountAsync() == count, $"{await players.CountAsync()} widgets, expected {count}");
        for (int i = 0; i < count; i++)
            await WidgetMovesAsync(players.Nth(i));
    }

    /// <exception cref="CheckFailure">A control of the widget changes nothing.</exception>
    public static async Task WidgetMovesAsync(ILocator player)
    {
        var picture = player.Locator("img");
        Checks.That(await player.IsVisibleAsync(), "a widget is not shown");
        var controls = player.Locator("input[type=range], fieldset");
        Checks.That(await controls.CountAsync() > 0, "a widget has no control");
        for (int i = 0; i < await controls.CountAsync(); i++)
        {
            string before = await picture.GetAttributeAsync("src") ?? "";
            var control = controls.Nth(i);
            if (await control.GetAttributeAsync("type") == "range")
            {
                await control.FocusAsync();
                await control.PressAsync("End"); // the keyboard moves it
                string label = await control.GetAttributeAsync("aria-valuetext") ?? "";
                Checks.That(label.Length > 0, "a slider does not say its position");
            }
            else
                await control.Locator("input").Last.CheckAsync();
            string after = await picture.GetAttributeAsync("src") ?? "";
            Checks.That(after.StartsWith("data:image/", StringComparison.Ordinal) && after != before,
                "a control of a widget does not change its picture");
        }
    }

    private static async Task FormulasAsync(IPage page, bool expected)
    {
        int set = await page.Locator("math").CountAsync();
        Checks.That(set > 0 == expected, $"{set} formulas are set as MathML");
        Checks.That(await page.Locator(".katex-error").CountAsync() == 0, "a formula has an error");
    }

    private static async Task WidthAsync(IPage page)
    {
        foreach (int width in new[] { 390, 1280 }) // a telephone; a screen
        {
            await page.SetViewportSizeAsync(width, 900);
            int inside = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
            Checks.That(inside <= width, $"the page is {inside} pixels wide on a screen of {width}");
        }
    }

    /// <summary>What a page must hold, counted in the notebook that it was made from.</summary>
    private sealed record Expected(int Charts, int Widgets, int Images, bool HasFormulas)
    {
        public static Expected Of(string notebook)
        {
            if (!File.Exists(notebook))
                return new Expected(0, 0, 0, false); // the list of pages
            using var json = JsonDocument.Parse(File.ReadAllText(notebook));
            var cells = json.RootElement.GetProperty("cells").EnumerateArray().ToList();
            var bundles = cells.Where(cell => cell.TryGetProperty("outputs", out _))
                .SelectMany(cell => cell.GetProperty("outputs").EnumerateArray())
                .Where(output => output.TryGetProperty("data", out _))
                .Select(output => output.GetProperty("data")).ToList();
            bool IsChart(JsonElement data) => data.TryGetProperty("application/vnd.plotly.v1+json", out _);
            string Html(JsonElement data) =>
                !IsChart(data) && data.TryGetProperty("text/html", out var html) ? Text(html) : "";
            bool IsPicture(JsonElement data) => !IsChart(data) && (data.TryGetProperty("image/png", out _)
                || Html(data).Contains("<img", StringComparison.Ordinal));
            string prose = string.Concat(cells.Where(cell => cell.GetProperty("cell_type").GetString() == "markdown")
                .Select(cell => Text(cell.GetProperty("source"))));
            return new Expected(bundles.Count(IsChart),
                bundles.Sum(data =>
                    Count(Html(data), "class=\"frame-player\"") + Count(Html(data), "class=\"flip-player\"")),
                bundles.Count(IsPicture), prose.Contains("$$", StringComparison.Ordinal));
        }

        private static string Text(JsonElement text) => text.ValueKind == JsonValueKind.Array
            ? string.Concat(text.EnumerateArray().Select(line => line.GetString())) : text.GetString()!;

        private static int Count(string text, string part) => text.Split(part).Length - 1;
    }
}

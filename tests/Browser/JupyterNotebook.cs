using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Unpaired.Browser;

/// <summary>A person's first minutes in Jupyter Notebook: looks at a finished notebook, then runs another, slides,
/// completes, kills.</summary>
internal sealed class JupyterNotebook(IBrowser browser, Checks checks)
{
    private const float Patience = 180_000; // milliseconds; a busy machine loads libtorch slowly
    private const string Notebook = "09-polyglot.ipynb", Finished = "02-munit.ipynb";

    public async Task RunAsync(string prefix)
    {
        await using var server = await JupyterServer.StartAsync(
            prefix, Path.Combine(Root(), "notebooks"), Notebook, Finished);
        await using var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = 1100, Height = 800 },
        });
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        var errors = new List<string>();
        var foreign = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { IsFile: false, IsLoopback: false } uri && uri.Scheme.StartsWith("http"))
                foreign.Add(request.Url);
        };
        await checks.RunAsync("a finished notebook shows its pictures and its slider", async () =>
        {
            await page.GotoAsync(server.Address + Finished);
            await page.Locator(".flip-player").WaitForAsync();
            int pictures = await page.EvaluateAsync<int>("""
                async () => {
                  const images = Array.from(document.querySelectorAll('.output_area img[src]'));
                  await Promise.all(images.map(image => image.decode()));
                  return images.filter(image => image.naturalWidth > 0 && image.getClientRects().length > 0).length;
                }
                """);
            Checks.That(pictures > 10, $"{pictures} pictures");
            await ExportedPages.WidgetMovesAsync(page.Locator(".flip-player"));
            await page.EvaluateAsync("""
                () => Jupyter.notebook.scroll_to_cell(
                  Jupyter.notebook.get_cells().findIndex(cell => cell.get_text().startsWith('// Translates five outlines')))
                """);
            await Task.Delay(1000); // until it has scrolled
            await checks.PictureAsync(page, "jupyter-finished");
            await page.EvaluateAsync("() => { Jupyter.notebook.set_dirty(false); window.onbeforeunload = null; }");
        });
        await checks.RunAsync("Jupyter opens the notebook and finds its kernel without a prompt", async () =>
        {
            await page.GotoAsync(server.Address + Notebook);
            await page.WaitForFunctionAsync(
                "() => Jupyter?.notebook?.kernel?.info_reply?.status === 'ok' && !Jupyter.notebook.kernel.is_busy?.()");
            string kernel = await page.EvaluateAsync<string>("() => Jupyter.notebook.kernel.name");
            Checks.That(kernel == ".net-csharp", $"the kernel is {kernel}");
            Checks.That(await page.Locator(".modal:visible").CountAsync() == 0, "a prompt is in the way");
        });
        await checks.RunAsync("a cell runs and an image appears", async () =>
        {
            await RunCellAsync(page, "#!import \"setup.csx\"");
            await RunCellAsync(page, "int steps = 9;");
            await RunCellAsync(page, "// Translates three outlines");
            var image = page.Locator(".output_area img").First;
            await image.ScrollIntoViewIfNeededAsync();
            Checks.That(await image.EvaluateAsync<int>("image => image.naturalWidth") > 100, "the image is empty");
        });
        await checks.RunAsync("the slider and the choice move", async () =>
        {
            await RunCellAsync(page, "// Puts the translations behind");
            var player = page.Locator(".frame-player");
            await player.WaitForAsync();
            await ExportedPages.WidgetMovesAsync(player);
            await checks.PictureAsync(page, "jupyter-slider");
        });
        await checks.RunAsync("completion pops up, with documentation on demand", () => AssistanceAsync(page));
        await checks.RunAsync("a killed kernel is started again", () => KillAsync(page));
        await checks.RunAsync("no script failed, nothing was asked of another machine", () =>
        {
            Checks.Nothing(errors, "script errors");
            Checks.Nothing(foreign, "requests to other machines");
            return Task.CompletedTask;
        });
    }

    /// <summary>Runs the cell that begins so, as Shift+Enter does, and waits for its end.</summary>
    private static async Task RunCellAsync(IPage page, string beginning)
    {
        int index = await page.EvaluateAsync<int>(
            "text => Jupyter.notebook.get_cells().findIndex(cell => cell.get_text().startsWith(text))", beginning);
        Checks.That(index >= 0, $"no cell begins with {beginning}");
        await page.EvaluateAsync("index => { Jupyter.notebook.select(index); Jupyter.notebook.focus_cell(); }", index);
        await page.Keyboard.PressAsync("Shift+Enter");
        await AwaitCellAsync(page, index);
    }

    private static async Task AwaitCellAsync(IPage page, int index)
    {
        await page.WaitForFunctionAsync(
            "index => Number(Jupyter.notebook.get_cell(index).input_prompt_number) > 0", index);
        string errors = await page.EvaluateAsync<string>("""
            index => Jupyter.notebook.get_cell(index).output_area.outputs.filter(o => o.output_type === 'error')
              .map(o => `${o.ename}: ${o.evalue}`).join()
            """, index);
        Checks.That(errors.Length == 0, errors);
    }

    /// <summary>Runs code in a new last cell; what it printed.</summary>
    private static async Task<string> RunCodeAsync(IPage page, string code)
    {
        int index = await page.EvaluateAsync<int>("""
            code => {
              const notebook = Jupyter.notebook;
              const cell = notebook.insert_cell_at_bottom('code');
              cell.set_text(code);
              notebook.select(notebook.ncells() - 1);
              notebook.execute_cell();
              return notebook.ncells() - 1;
            }
            """, code);
        await AwaitCellAsync(page, index);
        return await page.EvaluateAsync<string>(
            "index => Jupyter.notebook.get_cell(index).output_area.outputs.map(o => o.text || '').join('')", index);
    }

    private async Task AssistanceAsync(IPage page)
    {
        await page.EvaluateAsync("""
            () => {
              Jupyter.notebook.insert_cell_at_bottom('code');
              Jupyter.notebook.select(Jupyter.notebook.ncells() - 1);
              Jupyter.notebook.edit_mode();
            }
            """);
        await page.Keyboard.TypeAsync("model.Trans");
        await page.Keyboard.PressAsync("Tab");
        var list = page.Locator("#complete option");
        await list.First.WaitForAsync();
        string[] options = [.. await list.AllTextContentsAsync()];
        Checks.That(options.Contains("TranslateStyles"), $"proposed: {string.Join(", ", options)}");
        await checks.PictureAsync(page, "jupyter-completion");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.TypeAsync("lateStyles");
        await page.Keyboard.PressAsync("Shift+Tab");
        var tip = page.Locator("#tooltip");
        await tip.WaitForAsync();
        await page.WaitForFunctionAsync(
            "() => document.querySelector('#tooltip').textContent.includes('TranslateStyles')");
        await checks.PictureAsync(page, "jupyter-hover");
        await page.Keyboard.PressAsync("Escape");
    }

    /// <summary>Kill -9: the page says so, the server starts another kernel, and cells run again.</summary>
    private static async Task KillAsync(IPage page)
    {
        int first = await ProcessAsync(page);
        using (var process = Process.GetProcessById(first))
            process.Kill();
        await page.WaitForFunctionAsync("() => Jupyter.notebook.kernel.info_reply.status !== 'ok' "
            + "|| document.querySelector('#notification_kernel')?.textContent.match(/restart|dead/i) "
            + "|| document.querySelector('.modal.in')");
        var dialog = page.Locator(".modal.in button");
        if (await dialog.CountAsync() > 0)
            await dialog.Last.ClickAsync();
        await page.WaitForFunctionAsync("() => Jupyter.notebook.kernel.is_connected()");
        int second = await ProcessAsync(page);
        Checks.That(second != first, "the same process answers");
    }

    private static async Task<int> ProcessAsync(IPage page) => int.Parse(
        await RunCodeAsync(page, "Console.Write(Environment.ProcessId);"), CultureInfo.InvariantCulture);

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Notebooks.sln")))
            folder = Path.GetDirectoryName(folder)
                ?? throw new CheckFailure("the project's folder is not above the program's");
        return folder;
    }
}

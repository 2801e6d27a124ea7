// Looks at the notebooks with a real browser: Debian's Chromium, driven by Playwright; nothing is downloaded for it.
//
//   dotnet run -c Release --project tests/Browser -- pages FOLDER      all exported pages of a folder
//   dotnet run -c Release --project tests/Browser -- jupyter PREFIX    Jupyter Notebook, kernelspecs from PREFIX
//       [--chromium PATH] [--pictures FOLDER]
//
// Ends with the line 'N passed, N failed'.
using Microsoft.Playwright;
using Unpaired.Browser;

if (args.Length < 2 || args[0] is not ("pages" or "jupyter"))
{
    Console.Error.WriteLine("Expected pages FOLDER or jupyter PREFIX; see the top of Program.cs.");
    return 2;
}
string Option(string name, string fallback) =>
    Array.IndexOf(args, name) is > 0 and int at && at + 1 < args.Length ? args[at + 1] : fallback;

using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new()
{
    ExecutablePath = Option("--chromium", "/usr/bin/chromium"),
    Args = ["--no-sandbox"], // which is not to be had for root, nor in most containers
});
var checks = new Checks(Option("--pictures", ""));
if (args[0] == "pages")
    await new ExportedPages(browser, checks).RunAsync(args[1]);
else
    await new JupyterNotebook(browser, checks).RunAsync(args[1]);
Console.WriteLine($"{checks.Passed} passed, {checks.Failed} failed");
return checks.Failed == 0 && checks.Passed > 0 ? 0 : 1;

using Microsoft.Playwright;

namespace Unpaired.Browser;

/// <summary>What was expected and did not come.</summary>
internal sealed class CheckFailure(string message) : Exception(message);

/// <summary>Counts and reports checks; each runs, whatever became of those before.</summary>
/// <param name="pictures">Where screenshots go; none are taken if empty.</param>
internal sealed class Checks(string pictures)
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public async Task RunAsync(string name, Func<Task> check)
    {
        try
        {
            await check();
            Passed++;
            Console.WriteLine($"passed: {name}");
        }
        catch (Exception problem) when (problem is CheckFailure or PlaywrightException or TimeoutException)
        {
            Failed++;
            Console.WriteLine($"FAILED: {name}: {problem.Message}");
        }
    }

    /// <exception cref="CheckFailure">The condition does not hold.</exception>
    public static void That(bool holds, string otherwise)
    {
        if (!holds)
            throw new CheckFailure(otherwise);
    }

    /// <exception cref="CheckFailure">There is something in the list.</exception>
    public static void Nothing(IReadOnlyCollection<string> found, string what) =>
        That(found.Count == 0, $"{found.Count} {what}: {string.Join("; ", found.Take(5))}");

    public async Task PictureAsync(IPage page, string name)
    {
        if (pictures.Length > 0)
            await page.ScreenshotAsync(new() { Path = Path.Combine(pictures, name + ".png") });
    }
}

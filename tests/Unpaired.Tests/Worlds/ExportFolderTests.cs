namespace Unpaired.Tests.Worlds;

/// <summary>Tests that write a world into a folder of their own, which is gone afterwards.</summary>
public abstract class ExportFolderTests : IDisposable
{
    protected string Target { get; } = Path.Combine(Path.GetTempPath(), $"world export {Guid.NewGuid():N}");

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (Directory.Exists(Target))
            Directory.Delete(Target, recursive: true);
    }
}

using System.IO.Compression;
using System.Text;
using Unpaired.Metrics.Numpy;

namespace Unpaired.Tests.Metrics.Numpy;

/// <summary>Files that NumPy 1.24 wrote, and ours byte for byte as it would write them.</summary>
public sealed class NumpyTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired numpy ");

    public void Dispose() => folder.Delete(recursive: true);

    private static string Golden(string name) => MetricGoldens.File("numpy", name);

    [Theory]
    [InlineData("float64", 1.5, 0)]
    [InlineData("float32", 1.5, 0)]
    [InlineData("float16", 1.5, 0)]
    [InlineData("big", 1.5, 0)]
    [InlineData("int64", 1, -3)]
    [InlineData("int32", 1, -3)]
    [InlineData("int16", 1, -3)]
    [InlineData("uint8", 1, 0)]
    [InlineData("columns", 1.5, 0)]
    public void Read_EachType_GivesTheNumbersRowByRow(string name, double factor, double offset)
    {
        var array = NumpyArchive.Read(Golden("types.npz"), name)[name];
        Assert.Equal([2L, 3], array.Shape);
        Assert.Equal(Enumerable.Range(0, 6).Select(i => (i * factor) + offset), array.Values);
    }

    [Fact]
    public void Read_OtherShapes_AreAsInNumpy()
    {
        var arrays = NumpyArchive.Read(Golden("types.npz"), "boolean", "columns3", "scalar", "empty", "row", "nothing");
        Assert.Equal([0.0, 0, 0, 1, 1, 1], arrays["boolean"].Values);
        Assert.Equal([2L, 3, 4], arrays["columns3"].Shape);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (double)i), arrays["columns3"].Values);
        Assert.Equal("()", arrays["scalar"].ToString());
        Assert.Equal([2.5], arrays["scalar"].Values);
        Assert.Equal("(0, 4)", arrays["empty"].ToString());
        Assert.Equal("(3,)", arrays["row"].ToString());
        Assert.False(arrays.ContainsKey("nothing"));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("objects")]
    public void Read_NoNumbers_IsRefusedAndNamed(string name)
    {
        var error = Assert.Throws<InvalidDataException>(() => NumpyArchive.Read(Golden("types.npz"), name));
        Assert.Contains(name, error.Message);
        Assert.Contains("expected elements of", error.Message);
    }

    [Fact]
    public void Write_Array_IsByteForByteNumpys()
    {
        byte[] expected = File.ReadAllBytes(Golden("row.npy"));
        Assert.Equal(expected, NumpyFile.Write(new NumpyArray([2, 3], [0.5, -1, 3, 4, 5, 1e300])));
        Assert.Throws<ArgumentException>(() => NumpyFile.Write(new NumpyArray([2, 3], [1])));
    }

    [Fact]
    public void WriteThenRead_Archive_IsTheSameAndDeterministic()
    {
        string first = Path.Combine(folder.FullName, "a.npz"), second = Path.Combine(folder.FullName, "b.npz");
        foreach (string path in new[] { first, second })
            NumpyArchive.Write(path, ("mu", new NumpyArray([2], [1, double.NaN])), ("count", NumpyArray.Of(7)));
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        var read = NumpyArchive.Read(first, "mu", "count");
        Assert.Equal([1, double.NaN], read["mu"].Values);
        Assert.Equal([7.0], read["count"].Values);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", 16)] // too short
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", 16)] // too long
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }", 8)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }", 8)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", 8)]
    [InlineData("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", 16)]
    [InlineData("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", 8)]
    [InlineData("__import__('os')", 8)]
    public void Read_BadHeader_IsRefused(string header, int dataLength)
    {
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header),
            .. new byte[dataLength]];
        Assert.Contains("case.npy: expected",
            Assert.Throws<InvalidDataException>(() => NumpyFile.Read(bytes, "case.npy")).Message);
    }

    [Fact]
    public void Read_EveryTruncation_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(Golden("row.npy"));
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => NumpyFile.Read(whole.AsSpan(0, length), "cut"));
    }

    [Fact]
    public void Read_NoArchive_IsRefusedWithItsPath()
    {
        string path = Path.Combine(folder.FullName, "c.npz");
        File.WriteAllText(path, "no zip");
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => NumpyArchive.Read(path, "mu")).Message);
        Assert.Throws<FileNotFoundException>(() => NumpyArchive.Read(path + "x", "mu"));
        using (var archive = ZipFile.Open(path + "2", ZipArchiveMode.Create))
        using (var stream = archive.CreateEntry("mu.npy").Open())
            stream.Write("no array"u8);
        Assert.Contains("array 'mu'",
            Assert.Throws<InvalidDataException>(() => NumpyArchive.Read(path + "2", "mu")).Message);
    }
}

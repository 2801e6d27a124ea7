using System.IO.Compression;
using System.Text;
using Unpaired.Checkpoints;

namespace Unpaired.Tests.Checkpoints;

/// <summary>Hostile and mistaken files: refused with a message that helps, and nothing is executed.</summary>
public sealed class UnsafeFileTests : IDisposable
{
    /// <summary>The beginning of a pickled tensor over storage 0 of three floats.</summary>
    private const string FloatTensor =
        "ctorch._utils\n_rebuild_tensor_v2\n((U\x07storagectorch\nFloatStorage\nU\x01" + "0U\x03" + "cpuK\x03tQ";

    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("evil.pt", "posix.system")]
    [InlineData("evil_legacy.pt", "posix.system")]
    [InlineData("whole_model.pt", "torch.nn.modules.container.Sequential")]
    public void Load_FileThatPyTorchWouldExecute_IsRefusedByName(string name, string global)
    {
        var e = Refused(CheckpointFiles.Golden(name));

        Assert.Contains($"'{global}'", e.Message);
        Assert.Contains("nothing was executed", e.Message);
        Assert.True(e.Offset > 0);
        byte[] bytes = File.ReadAllBytes(CheckpointFiles.Golden(name));
        Assert.Equal((byte)'c', bytes[e.Offset!.Value]); // the GLOBAL opcode itself
    }

    [Fact]
    public void Load_WholeModel_ListsAllItsClasses() =>
        Assert.Contains("torch.nn.modules.linear.Linear", Refused(CheckpointFiles.Golden("whole_model.pt")).Message);

    // Each would, in Python, create a file or run a program while loading.
    [Theory]
    [InlineData("cos\nsystem\nU\x05touch\x85R.", "os.system")]
    [InlineData("cposix\nsystem\nU\x05touch\x85R.", "posix.system")]
    [InlineData("c__builtin__\neval\nU\u00031+1\x85R.", "builtins.eval")]
    [InlineData("cbuiltins\nexec\nU\u0001a\x85R.", "builtins.exec")]
    [InlineData("cbuiltins\ngetattr\nU\u0001aU\u0001b\x86R.", "builtins.getattr")]
    [InlineData("csubprocess\nPopen\n]U\u0001aa\x85R.", "subprocess.Popen")]
    [InlineData("ctorch.storage\n_load_from_bytes\nC\u0001a\x85R.", "torch.storage._load_from_bytes")]
    [InlineData("ctorch\nload\nU\u0001a\x85R.", "torch.load")]
    [InlineData("ctorch._utils\n_rebuild_sparse_tensor\n)R.", "torch._utils._rebuild_sparse_tensor")]
    [InlineData("ctorch\nfloat8_e5m2\n.", "torch.float8_e5m2")]
    [InlineData("\x8c\x02os\x8c\x06system\x93U\u0001a\x85R.", "os.system")]
    [InlineData("\x8c\x0bos.path\0\0\0\0\x8c\x06system\x93U\u0001a\x85R.", "os.path????.system")]
    [InlineData("(ios\nsystem\n.", "os.system")]
    [InlineData("(U\u0001aios\nsystem\n.", "os.system")]
    [InlineData("cos\nsystem\n)\x81.", "os.system")]
    [InlineData("cos\nsystem\n)}\x92.", "os.system")]
    [InlineData("cos\nsystem\nq\0" + "0h\0U\u0001a\x85R.", "os.system")]
    [InlineData("}cos\nsystem\nb.", "os.system")]
    [InlineData("}U\u0001acos\nsystem\nU\u0001a\x85Rs.", "os.system")]
    [InlineData("ccollections\nOrderedDict.__reduce__\n)R.", "collections.OrderedDict.__reduce__")]
    public void Load_MaliciousPickle_IsRefusedByName(string program, string global)
    {
        string path = WritePickle(program);

        Assert.Contains($"'{global}'", Refused(path).Message);
        Assert.Equal([path], Directory.GetFileSystemEntries(files.Folder));
    }

    [Theory]
    [InlineData("cbuiltins\nset\nU\u0001a\x85R.", "called with arguments")]
    [InlineData("ccollections\nOrderedDict\nK\x01R.", "without a tuple")]
    [InlineData("K\x01)R.", "calls something that is no allowed name")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R.", "called with arguments")]
    [InlineData("K\x01K\x02" + "b.", "sets the state of an object that has none")]
    [InlineData("K\x01Q.", "expected a reference to a storage")]
    [InlineData("h\x05.", "refers to its object 5")]
    [InlineData("j\xff\xff\xff\xff.", "which it has not made")]
    [InlineData("t.", "closes a group that it never opened")]
    [InlineData(".", "takes more from its stack")]
    [InlineData("(K\x01.", "")]
    [InlineData("K\x01(0" + "00.", "takes more from its stack")]
    [InlineData("K\x01K\x02" + "a.", "no list")]
    [InlineData("}]K\x01s.", "key that is neither")]
    [InlineData("}(K\x01u.", "key that has no value")]
    [InlineData("X\xff\xff\xff\x7f" + "a.", "more bytes of pickled data")]
    [InlineData("\x8e\xff\xff\xff\xff\xff\xff\xff\x7f" + "a.", "more bytes of pickled data")]
    [InlineData("\x8b\xff\xff\xff\x7f" + "a.", "an integer of")]
    [InlineData("T\xff\xff\xff\xff" + "a.", "more bytes of pickled data")]
    [InlineData("\x95\xff\xff\xff\xff\xff\xff\xff\x7f.", "frame")]
    [InlineData("X\x01\0\0\0\xff.", "not UTF-8")]
    [InlineData("I1\n.", "opcode 0x49")]
    [InlineData("P1\n.", "opcode 0x50")]
    [InlineData("\x82\x01.", "opcode 0x82")]
    [InlineData("\x80\x09K\x01.", "protocol 9")]
    [InlineData("]q\0h\0a.", "holds itself")]
    [InlineData("}q\0K\x01h\0s.", "holds itself")]
    [InlineData("K\x01", "more bytes of pickled data")]
    public void Load_DamagedPickle_SaysWhatIsWrong(string program, string message)
    {
        string path = WritePickle(program);
        if (message.Length == 0)
        {
            using var root = TorchFile.Load(path); // odd but harmless
            Assert.Equal(1, root.AsInteger());
            return;
        }

        Assert.Contains(message, Refused(path).Message);
    }

    [Fact]
    public void Load_BottomlessNesting_IsRefused()
    {
        string deep = new string(']', 100_000) + new string('a', 99_999) + ".";

        Assert.Contains("nested more than 100 deep", Refused(WritePickle(deep)).Message);
    }

    [Fact]
    public void Load_DoublingReferences_StaySmall()
    {
        // 40 lists, each holding the one before twice: 2^40 leaves for whoever walks it as a tree.
        var program = new StringBuilder("]q\0");
        for (int i = 1; i < 40; i++)
            program.Append($"](h{(char)(i - 1)}h{(char)(i - 1)}eq{(char)i}");
        string path = WritePickle(program.Append('.').ToString());

        using var root = TorchFile.Load(path);
        Assert.Equal(2, root.Count);
        Assert.InRange(CheckpointInspector.Inspect(path).Entries.Count, 40, 100);
    }

    [Fact]
    public void Load_MillionsOfObjects_AreRefusedBeforeTheyFillTheMemory() =>
        Assert.Contains("this is no checkpoint", Refused(WritePickle(new string(']', 3_000_000) + ".")).Message);

    [Theory]
    [InlineData("torchscript.pt", "TorchScript archive")]
    [InlineData("plain.pickle", "magic number is missing")]
    public void Load_OtherKindOfFile_SaysWhatItIs(string name, string message) =>
        Assert.Contains(message, Refused(CheckpointFiles.Golden(name)).Message);

    [Theory]
    [InlineData("<!DOCTYPE html><html>Google Drive - Virus scan warning", "a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0", "Git LFS pointer")]
    [InlineData("\x1f\x8b\x08\0\0\0", "a gzip file")]
    [InlineData("\x89PNG\r\n\x1a\n", "a PNG image")]
    [InlineData("hello", "it begins with 68656C6C6F")]
    [InlineData("PK\x03\x04" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "The file is truncated")]
    [InlineData("\x80\x02", "more bytes of pickled data")]
    [InlineData("", "the file is empty")]
    public void Load_NoCheckpointAtAll_SaysWhatItIs(string content, string message)
    {
        string path = files.New("x.pt");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(content));

        Assert.Contains(message, Refused(path).Message);
    }

    [Fact]
    public void Load_Tar_IsRefusedClearly()
    {
        string path = files.New("x.tar");
        byte[] tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        File.WriteAllBytes(path, tar);

        Assert.Contains("a tar archive, the format of PyTorch before", Refused(path).Message);
    }

    [Fact]
    public void Load_ZipWithoutPickle_SaysWhatItHolds()
    {
        string path = files.New("x.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
            zip.CreateEntry("photo.jpg");

        Assert.Contains("it holds photo.jpg", Refused(path).Message);
    }

    [Fact]
    public void Load_FolderOrNothing_SaysSo()
    {
        Assert.Contains("found a folder", Refused(files.Folder).Message);
        Assert.Contains("no such checkpoint file",
            Assert.Throws<FileNotFoundException>(() => TorchFile.Load(files.New("none.pt"))).Message);
    }

    [Fact]
    public void Load_DeflatedLie_IsRefusedBeforeAllocating()
    {
        // A directory that claims a thousand times more than deflate could hold.
        string path = files.New("bomb.pt");
        File.Copy(CheckpointFiles.Golden("deflated.pt"), path);
        byte[] bytes = File.ReadAllBytes(path);
        int entry = bytes.AsSpan().LastIndexOf("zeros/data/0"u8) - 46;
        BitConverter.TryWriteBytes(bytes.AsSpan(entry + 24), int.MaxValue);
        File.WriteAllBytes(path, bytes);

        Assert.Contains("claims 2147483647 bytes", Refused(path).Message);
    }

    [Theory]
    [InlineData("(K\x04t", "(K\x01t", "K\0", "reaches outside")] // 4 of 3
    [InlineData("(K\x03t", "(K\x02t", "K\0", "reaches outside")]
    [InlineData("(K\x01t", "(K\x01t", "K\x03", "reaches outside")]
    [InlineData("(J\xff\xff\xff\xfft", "(K\x01t", "K\0", "numbers from 0 on")]
    [InlineData("(K\x01t", "(J\xff\xff\xff\xfft", "K\0", "numbers from 0 on")]
    [InlineData("(K\x03t", "(K\x01K\x01t", "K\0", "as many")]
    [InlineData("(\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7fK\x02t", "(K\x01K\x01t", "K\0", "overflow")]
    [InlineData("(\x8a\x05\0\0\0\0\x01t", "(K\0t", "K\0", "far larger")]
    public void Load_TensorOutsideItsStorage_IsRefused(string size, string stride, string offset, string message)
    {
        string path = WritePickle(FloatTensor
            + offset + size + stride + "\x89NtR.", ("x/data/0", new byte[12]));

        Assert.Contains(message, Refused(path).Message);
    }

    [Theory]
    [InlineData(8, "expected 12 bytes (3 x float32), the entry has 8")]
    [InlineData(16, "expected 12 bytes (3 x float32), the entry has 16")]
    public void Load_StorageOfAnotherSize_IsRefused(int bytes, string message)
    {
        string path = WritePickle(FloatTensor
            + "K\0(K\x01t(K\x01t\x89NtR.", ("x/data/0", new byte[bytes]));

        Assert.Contains(message, Refused(path).Message);
    }

    [Fact]
    public void Load_UntypedStorageWithV3_IsRead()
    {
        // What PyTorch 2 writes for types that have no storage class of their own.
        const string program =
            "ctorch._utils\n_rebuild_tensor_v3\n((U\x07storagectorch.storage\nUntypedStorage\nU\x01" + "0U\x03"
            + "cpuK\x0ctQK\0(K\x03t(K\x01t\x89Nctorch\nint32\nN\x74R.";
        string path = WritePickle(program, ("x/data/0", [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]));

        using var root = TorchFile.Load(path);
        Assert.Equal([1, 2, 3], root.AsTensor().data<int>().ToArray());
    }

    [Fact]
    public void Load_CommandLineOfATrainingScript_IsADictionary()
    {
        // What argparse gives, pickled with protocol 2: the class, its attributes as state.
        string path = WritePickle("cargparse\nNamespace\n)\x81}(U\x02lrG?\xe0\0\0\0\0\0\0U\x04nameU\x03runub.");

        using var root = TorchFile.Load(path);
        Assert.Equal(["lr", "name"], root.Keys);
        Assert.Equal(0.5, root["lr"].AsNumber());
    }

    [Fact]
    public void Load_MissingStorage_IsNamed()
    {
        string path = WritePickle(FloatTensor.Replace("U\x01" + "0U", "U\x0a../../evilU", StringComparison.Ordinal)
            + "K\0(K\x01t(K\x01t\x89NtR.");

        Assert.Contains("the entry 'x/data/../../evil' is missing", Refused(path).Message);
    }

    private static CheckpointFormatException Refused(string path)
    {
        var e = Assert.Throws<CheckpointFormatException>(() => TorchFile.Load(path));
        Assert.StartsWith(path, e.Message);
        return e;
    }

    /// <summary>A PyTorch archive around a hand-written pickle (Latin-1 characters are bytes).</summary>
    private string WritePickle(string program, params (string Name, byte[] Content)[] entries)
    {
        string path = files.New("x.pt");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        byte[] pickle = Encoding.Latin1.GetBytes("\x80\x02" + program);
        (string Name, byte[] Content)[] all = [("x/data.pkl", pickle), .. entries];
        foreach (var (name, content) in all)
        {
            using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }

        return path;
    }
}

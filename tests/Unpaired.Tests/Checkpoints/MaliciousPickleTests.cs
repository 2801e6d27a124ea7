using System.IO.Compression;
using System.Text;
using Unpaired.Checkpoints;

namespace Unpaired.Tests.Checkpoints;

/// <summary>
/// Pickles that, in Python, would create a file while they are loaded, by every way that is known; and pickles that
/// would fill the memory or the day. Each is tried in both containers.
/// </summary>
public sealed class MaliciousPickleTests : IDisposable
{
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    public static TheoryData<string, string> Attacks()
    {
        const string mark = "PAYLOAD"; // the path of the file that the attack would create
        string command = $"V('touch {mark}')";
        string code = $"V('open(\"{mark}\", \"w\")')";
        return new TheoryData<string, string>
        {
            { $"cos\nsystem\n{command}\x85R.", "os.system" },
            { $"cposix\nsystem\n{command}\x85R.", "posix.system" },
            { $"cnt\nsystem\n{command}\x85R.", "nt.system" },
            { $"cos\npopen\n{command}\x85R.", "os.popen" },
            { $"cos\nexecv\n{command}]{command}a\x86R.", "os.execv" },
            { $"csubprocess\ncall\n]({command}e\x85R.", "subprocess.call" },
            { $"csubprocess\ncheck_output\n]({command}e\x85R.", "subprocess.check_output" },
            { $"csubprocess\nPopen\n]({command}e\x85R.", "subprocess.Popen" },
            { $"cpty\nspawn\n{command}\x85R.", "pty.spawn" },
            { $"ccommands\ngetoutput\n{command}\x85R.", "commands.getoutput" },
            { $"cbuiltins\neval\n{code}\x85R.", "builtins.eval" },
            { $"c__builtin__\neval\n{code}\x85R.", "builtins.eval" },
            { $"cbuiltins\nexec\n{code}\x85R.", "builtins.exec" },
            { $"c__builtin__\nexecfile\n{command}\x85R.", "builtins.execfile" },
            { $"cbuiltins\ncompile\n{code}V('x')V('exec')\x87R.", "builtins.compile" },
            { "cbuiltins\n__import__\nV('os')\x85R.", "builtins.__import__" },
            { $"cbuiltins\nopen\nV('{mark}')V('w')\x86R.", "builtins.open" },
            { $"cio\nopen\nV('{mark}')V('w')\x86R.", "io.open" },
            { $"crunpy\n_run_code\n{code}}}\x86R.", "runpy._run_code" },
            { "crunpy\nrun_module\nV('antigravity')\x85R.", "runpy.run_module" },
            { "cimportlib\nimport_module\nV('os')\x85R.", "importlib.import_module" },
            { $"cwebbrowser\nopen\n{command}\x85R.", "webbrowser.open" },
            { $"cshutil\nrmtree\nV('{mark}')\x85R.", "shutil.rmtree" },
            { $"ctimeit\nmain\n]({code}e\x85R.", "timeit.main" },
            { $"cbdb\nBdb\n)R{code}b.", "bdb.Bdb" },
            { $"ccode\nInteractiveInterpreter\n)R{code}b.", "code.InteractiveInterpreter" },
            { $"cctypes\nCDLL\n{command}\x85R.", "ctypes.CDLL" },
            { $"ctorch.hub\nload\n{command}\x85R.", "torch.hub.load" },
            { $"ctorch.utils.cpp_extension\nload_inline\n{command}\x85R.", "torch.utils.cpp_extension.load_inline" },
            { $"ctorch.storage\n_load_from_bytes\nC\x01x\x85R.", "torch.storage._load_from_bytes" },
            { $"cnumpy.testing._private.utils\nrunstring\n{code}}}\x86R.", "numpy.testing._private.utils.runstring" },
            // Through attributes of something innocent.
            { "cbuiltins\ngetattr\ncos\nV('system')\x86R.", "builtins.getattr" },
            { $"coperator\nattrgetter\nV('system')\x85R.", "operator.attrgetter" },
            { $"coperator\nmethodcaller\n{command}\x85R.", "operator.methodcaller" },
            { "ccollections\nOrderedDict.__init__.__globals__\n)R.",
                "collections.OrderedDict.__init__.__globals__" },
            { "ctorch\nos.system\nV('x')\x85R.", "torch.os.system" },
            { "V('torch._utils')V('sys.modules')\x93.", "torch._utils.sys.modules" },
            { $"V('os')V('system')\x93{command}\x85R.", "os.system" },
            // Nested, in keys, in state, in arguments of allowed names, behind the end of what is used.
            { $"}}V('k')cos\nsystem\n{command}\x85Rs.", "os.system" },
            { $"}}cos\nsystem\n{command}\x85RV('v')s.", "os.system" },
            { $"ccollections\nOrderedDict\n)R}}V('h')cos\nsystem\n{command}\x85Rsb.", "os.system" },
            { $"cbuiltins\nset\n]cos\nsystem\n{command}\x85Ra\x85R.", "os.system" },
            { $"ctorch._utils\n_rebuild_parameter\ncos\nsystem\n{command}\x85R\x89N\x87R.", "os.system" },
            { $"cfunctools\nreduce\ncos\nsystem\n]({command}e\x86R.", "functools.reduce" },
            { $"cbuiltins\nmap\ncos\nsystem\n]({command}e\x86R.", "builtins.map" },
            { $"cos\nsystem\n{command}\x85R0N.", "os.system" },
            { $"cos\nsystem\nq\0{command}\x85q\u0001h\0h\u0001R.", "os.system" },
            { $"N0cos\nsystem\n\x94" + "0h\0V('x')\x85R.", "os.system" },
            // Other opcodes that call.
            { $"({command}ios\nsystem\n.", "os.system" },
            { $"(cos\nsystem\n{command}o.", "os.system" },
            { $"cos\nsystem\n{command}\x85\x81.", "os.system" },
            { $"cos\nsystem\n{command}\x85}}\x92.", "os.system" },
            { $"cargparse\nNamespace\n)\x81}}V('f')cos\nsystem\nsb.", "os.system" },
            // Classes whose loading runs their own code.
            { "cpandas.io.pickle\nread_pickle\nV('x')\x85R.", "pandas.io.pickle.read_pickle" },
            { "cjoblib\nload\nV('x')\x85R.", "joblib.load" },
            { $"c__main__\nPayload\n)\x81{command}b.", "__main__.Payload" },
        };
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Load_PickleThatWouldCreateAFile_IsRefusedByNameAndPosition(string program, string global)
    {
        string payload = files.New("payload");
        byte[] pickle = Pickle(program.Replace("PAYLOAD", payload, StringComparison.Ordinal));
        foreach (string path in new[] { Zip(pickle), Legacy(pickle) })
        {
            var e = Assert.Throws<CheckpointFormatException>(() => TorchFile.Load(path));
            Assert.Contains($"asks for '{global}'", e.Message);
            Assert.Contains("nothing was executed", e.Message);
            byte[] bytes = File.ReadAllBytes(path);
            Assert.Contains((char)bytes[e.Offset!.Value], "c\x93i"); // the opcode that names it
            Assert.Throws<CheckpointFormatException>(() => CheckpointInspector.Inspect(path));
        }

        Assert.False(File.Exists(payload));
    }

    [Theory]
    [InlineData("\x82\x01.", "opcode 0x82")] // extension codes: a registry of classes, looked up by number
    [InlineData("\x83\x01\x02.", "opcode 0x83")]
    [InlineData("\x84\x01\x02\x03\x04.", "opcode 0x84")]
    [InlineData("Pos.system\n.", "opcode 0x50")] // persistent id as text
    [InlineData("V('os.system')Q.", "expected a reference to a storage")]
    [InlineData("(V('module')V('os')V('file')V('source')tQ.", "module (a pickled class with its source)")]
    [InlineData("(V('storage')V('os.system')V('0')V('cpu')K\x01tQ.", "expected a reference to a storage")]
    [InlineData("(V('storage')ctorch\nFloatStorage\nV('0')V('cpu')K\x01tQN.", "is missing")]
    [InlineData("\x97.", "opcode 0x97")] // out-of-band buffers
    [InlineData("\x98.", "opcode 0x98")]
    public void Load_OpcodeThatLeadsOutside_IsRefused(string program, string message)
    {
        var e = Assert.Throws<CheckpointFormatException>(() => TorchFile.Load(Zip(Pickle(program))));
        Assert.Contains(message, e.Message);
        Assert.NotNull(e.Offset);
    }

    public static TheoryData<string> Floods()
    {
        string text = $"V('{new string('x', 100_000)}')";
        string Calls(string one, int count) => string.Concat(Enumerable.Repeat(one, count));
        string keys = string.Concat(Enumerable.Range(1, 60_000).Select(i => // longs whose halves cancel in a plain hash
            "\x8a\x08" + Encoding.Latin1.GetString(BitConverter.GetBytes(((long)i << 32) | (uint)i)) + "N"));
        return new TheoryData<string>
        {
            new string(']', 3_000_000) + ".", // an object for a byte
            $"{text}q\0" + Calls("c_codecs\nencode\nh\0V('latin1')\x86R0", 50_000) + "N.", // copies for a few bytes
            $"](" + new string('N', 100_000) + "eq\0" + Calls("cbuiltins\nset\nh\0\x85R0", 50_000) + "N.",
            $"}}{text}\x85q\0" + Calls("h\0Ns", 50_000) + ".", // a long key made again and again
            "}(" + keys + "u.",
            "(" + new string('(', 5_000_000) + "N.",
            "N" + string.Concat(Enumerable.Range(0, 300_000).Select(i => // a sparse memo
                "r" + Encoding.Latin1.GetString(BitConverter.GetBytes(int.MaxValue - i)))) + ".",
        };
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public void Load_PickleThatFloods_StaysWithinMemory(string program)
    {
        string path = Zip(Pickle(program));
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            TorchFile.Load(path).Dispose();
        }
        catch (CheckpointFormatException e)
        {
            Assert.NotNull(e.Offset);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0,
            (4 * new FileInfo(path).Length) + (64L << 20));
    }

    [Fact]
    public void Load_KeysWithOneHash_AreHashedApart()
    {
        var comparer = Unpaired.Checkpoints.Pickle.KeyComparer.Instance;
        var hashes = Enumerable.Range(1, 1000).Select(i => comparer.GetHashCode(((long)i << 32) | (uint)i)).ToHashSet();

        Assert.InRange(hashes.Count, 990, 1000);
    }

    [Fact]
    public void Load_ZeroesThatUnpackAThousandfold_AreRefused()
    {
        string path = files.New("bomb.pt");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Write(zip, "x/data.pkl", Pickle("ctorch._utils\n_rebuild_tensor_v2\n((V('storage')ctorch\nFloatStorage\n"
                + "V('0')V('cpu')J\0\0\0\x02tQK\0(J\0\0\0\x02t(K\x01t\x89NtR."));
            using var stream = zip.CreateEntry("x/data/0", CompressionLevel.Fastest).Open();
            byte[] zeroes = new byte[1 << 20];
            for (int i = 0; i < 128; i++)
                stream.Write(zeroes);
        }

        Assert.InRange(new FileInfo(path).Length, 1, 2_000_000);
        var e = Assert.Throws<CheckpointFormatException>(() => TorchFile.Load(path));
        Assert.Contains("the tensors ask for more than", e.Message);
    }

    [Fact]
    public void Inspect_LongKeysAboveManyEntries_IsRefused()
    {
        string many = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"V('{i}')N"));
        string path = Zip(Pickle($"}}V('{new string('k', 100_000)}')}}({many}us."));

        Assert.Contains("keys on the way",
            Assert.Throws<CheckpointFormatException>(() => TorchFile.Load(path)).Message);
    }

    /// <summary>V('text') stands for the opcode that pushes it; other Latin-1 characters are bytes.</summary>
    private static byte[] Pickle(string program)
    {
        using var result = new MemoryStream();
        result.Write([0x80, 2]);
        string[] parts = program.Split("V('");
        result.Write(Encoding.Latin1.GetBytes(parts[0]));
        foreach (string part in parts[1..])
        {
            int end = part.IndexOf("')", StringComparison.Ordinal); // no text here holds that
            byte[] text = Encoding.UTF8.GetBytes(part[..end]);
            result.WriteByte((byte)'X');
            result.Write(BitConverter.GetBytes(text.Length));
            result.Write(text);
            result.Write(Encoding.Latin1.GetBytes(part[(end + 2)..]));
        }

        return result.ToArray();
    }

    private string Zip(byte[] pickle)
    {
        string path = files.New("zip.pt");
        File.Delete(path);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Write(zip, "x/data.pkl", pickle);
        return path;
    }

    /// <summary>The five pickles of a legacy file around one of them.</summary>
    private string Legacy(byte[] pickle)
    {
        string path = files.New("legacy.pt");
        using var stream = File.Create(path);
        stream.Write([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.']);
        stream.Write([0x80, 2, (byte)'M', 0xe9, 3, (byte)'.']);
        stream.Write([0x80, 2, (byte)'}', (byte)'.']);
        stream.Write(pickle);
        stream.Write([0x80, 2, (byte)']', (byte)'.']);
        return path;
    }

    private static void Write(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }
}

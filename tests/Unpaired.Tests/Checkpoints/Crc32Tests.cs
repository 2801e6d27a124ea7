using System.Text;
using Unpaired.Checkpoints.Zip;

namespace Unpaired.Tests.Checkpoints;

public class Crc32Tests
{
    [Fact]
    public void Append_CheckValue_IsThatOfTheStandard() => Assert.Equal(0xCBF43926u, Crc32.Append(0, "123456789"u8));

    [Fact]
    public void Append_EveryLengthAndSplit_EqualsTheTables()
    {
        byte[] data = new byte[700];
        new Random(1).NextBytes(data);
        for (int length = 0; length <= data.Length; length++)
        {
            var part = data.AsSpan(0, length);
            uint expected = Crc32.AppendByTables(0, part);
            Assert.Equal(expected, Crc32.Append(0, part));
            int half = length / 3;
            Assert.Equal(expected, Crc32.Append(Crc32.Append(0, part[..half]), part[half..]));
        }
    }

    [Fact]
    public void AppendByTables_Text_IsKnown() =>
        Assert.Equal(0x414FA339u,
            Crc32.AppendByTables(0, Encoding.ASCII.GetBytes("The quick brown fox jumps over the lazy dog")));
}

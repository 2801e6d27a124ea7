using System.Security.Cryptography;
using System.Text;

namespace Unpaired.Kernel.Jupyter;

/// <summary>Signs messages with a shared secret, and refuses those of strangers and those that come again.</summary>
/// <param name="key">The secret; empty: nothing is signed or checked.</param>
internal sealed class MessageSigner(string key)
{
    private const int Remembered = 1 << 16;
    private readonly byte[] secret = Encoding.UTF8.GetBytes(key);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>Lower-case hexadecimal HMAC-SHA256 over header, parent header, metadata and content.</summary>
    public byte[] Sign(IEnumerable<byte[]> parts)
    {
        if (secret.Length == 0)
            return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        foreach (byte[] part in parts)
            hash.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Null if a signature is right and new; else what is wrong with it. One thread only.</summary>
    public string? Problem(byte[] signature, IEnumerable<byte[]> parts)
    {
        if (secret.Length == 0)
            return null;
        if (!CryptographicOperations.FixedTimeEquals(signature, Sign(parts)))
            return "its signature is wrong";
        string text = Encoding.ASCII.GetString(signature);
        if (!seen.Add(text))
            return "it was received before";
        order.Enqueue(text);
        if (order.Count > Remembered)
            seen.Remove(order.Dequeue());
        return null;
    }
}

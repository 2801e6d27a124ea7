using TorchSharp;

namespace Unpaired.Checkpoints;

/// <summary>One kind of tensor element and what each file format calls it.</summary>
/// <param name="Scalar">TorchSharp's name.</param>
/// <param name="Size">Bytes an element takes.</param>
/// <param name="Storage">PyTorch's typed storage class, for example FloatStorage.</param>
/// <param name="Torch">PyTorch's dtype, for example float32.</param>
/// <param name="Safetensors">The safetensors name, for example F32; null where that format has none.</param>
internal sealed record ElementType(torch.ScalarType Scalar, int Size, string Storage, string Torch, string? Safetensors)
{
    private static readonly ElementType[] all =
    [
        new(torch.ScalarType.Float32, 4, "FloatStorage", "float32", "F32"),
        new(torch.ScalarType.Float64, 8, "DoubleStorage", "float64", "F64"),
        new(torch.ScalarType.Float16, 2, "HalfStorage", "float16", "F16"),
        new(torch.ScalarType.BFloat16, 2, "BFloat16Storage", "bfloat16", "BF16"),
        new(torch.ScalarType.Int64, 8, "LongStorage", "int64", "I64"),
        new(torch.ScalarType.Int32, 4, "IntStorage", "int32", "I32"),
        new(torch.ScalarType.Int16, 2, "ShortStorage", "int16", "I16"),
        new(torch.ScalarType.Int8, 1, "CharStorage", "int8", "I8"),
        new(torch.ScalarType.Byte, 1, "ByteStorage", "uint8", "U8"),
        new(torch.ScalarType.Bool, 1, "BoolStorage", "bool", "BOOL"),
        new(torch.ScalarType.ComplexFloat32, 8, "ComplexFloatStorage", "complex64", "C64"),
        new(torch.ScalarType.ComplexFloat64, 16, "ComplexDoubleStorage", "complex128", null),
    ];

    private static readonly Dictionary<string, string> torchAliases = new()
    {
        ["float"] = "float32",
        ["double"] = "float64",
        ["half"] = "float16",
        ["long"] = "int64",
        ["int"] = "int32",
        ["short"] = "int16",
        ["cfloat"] = "complex64",
        ["cdouble"] = "complex128",
    };

    /// <summary>Bytes to reverse together when a file has the other byte order: a complex number holds two.</summary>
    public int SwapSize => Torch.StartsWith("complex", StringComparison.Ordinal) ? Size / 2 : Size;

    public static ElementType? OfStorage(string storageClass) => Array.Find(all, t => t.Storage == storageClass);

    public static ElementType? OfTorch(string dtype)
    {
        string name = torchAliases.GetValueOrDefault(dtype, dtype);
        return Array.Find(all, t => t.Torch == name);
    }

    public static ElementType? OfSafetensors(string dtype) => Array.Find(all, t => t.Safetensors == dtype);

    public static string SafetensorsNames => string.Join(", ", all.Select(t => t.Safetensors).OfType<string>());

    /// <exception cref="ArgumentException">A type that no checkpoint format of ours can hold.</exception>
    public static ElementType Of(torch.ScalarType scalar) => Array.Find(all, t => t.Scalar == scalar)
        ?? throw new ArgumentException($"Tensors of type {scalar} cannot be stored; convert to one of "
            + $"{string.Join(", ", all.Select(t => t.Torch))} first.");

    public override string ToString() => Torch;
}

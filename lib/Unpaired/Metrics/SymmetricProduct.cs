using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>xᵀx by blocks of columns: what lies below the diagonal is copied instead of computed.</summary>
internal static class SymmetricProduct
{
    private const long BlockColumns = 256;

    /// <param name="x">[N, D].</param>
    /// <returns>[D, D]. The caller owns it.</returns>
    internal static Tensor Of(Tensor x)
    {
        using var scope = NewDisposeScope();
        long width = x.shape[1];
        if (width <= 2 * BlockColumns) return x.t().mm(x).MoveToOuterDisposeScope();
        var product = empty([width, width], x.dtype, x.device);
        for (long start = 0; start < width; start += BlockColumns)
        {
            using var block = NewDisposeScope();
            long columns = Math.Min(BlockColumns, width - start), rest = width - start;
            var stripe = x.narrow(1, start, columns).t().mm(x.narrow(1, start, rest));
            product.narrow(0, start, columns).narrow(1, start, rest).copy_(stripe);
            product.narrow(0, start, rest).narrow(1, start, columns).copy_(stripe.t());
        }
        return product.MoveToOuterDisposeScope();
    }
}

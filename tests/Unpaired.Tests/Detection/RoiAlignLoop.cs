using Unpaired.Detection;
using static TorchSharp.torch;

namespace Unpaired.Tests.Detection;

/// <summary>RoIAlign by its definition, one sample after the other: what the fast form is compared with.</summary>
internal static class RoiAlignLoop
{
    /// <summary>The result, and the gradient of its sum.</summary>
    internal static (Tensor Result, Tensor Gradient) Run(Tensor features, Tensor rois, RoiAlignOptions options)
    {
        long channels = features.shape[1];
        int height = (int)features.shape[2], width = (int)features.shape[3];
        double[] cells = features.ToDoubles(), boxes = rois.ToDoubles(), gradient = new double[cells.Length];
        var result = new List<double>();
        for (int k = 0; k < boxes.Length / 5; k++)
        {
            double offset = options.Aligned ? 0.5 : 0;
            double left = boxes[5 * k + 1] * options.Scale - offset, top = boxes[5 * k + 2] * options.Scale - offset;
            double wide = boxes[5 * k + 3] * options.Scale - offset - left;
            double high = boxes[5 * k + 4] * options.Scale - offset - top;
            if (!options.Aligned) (wide, high) = (Math.Max(wide, 1), Math.Max(high, 1));
            int rows = options.SamplesPerBin > 0 ? options.SamplesPerBin : (int)Math.Ceiling(high / options.Height);
            int columns = options.SamplesPerBin > 0 ? options.SamplesPerBin : (int)Math.Ceiling(wide / options.Width);
            for (long c = 0; c < channels; c++)
            {
                long plane = ((long)boxes[5 * k] * channels + c) * height * width;
                for (int i = 0; i < options.Height * options.Width; i++)
                {
                    double sum = 0;
                    for (int s = 0; s < Math.Max(rows, 0) * Math.Max(columns, 0); s++)
                    {
                        double y = top + (i / options.Width + (s / columns + 0.5) / rows) * high / options.Height;
                        double x = left + (i % options.Width + (s % columns + 0.5) / columns) * wide / options.Width;
                        foreach (var (at, weight) in Corners(y, x, height, width))
                        {
                            sum += weight * cells[plane + at];
                            gradient[plane + at] += weight / (rows * columns);
                        }
                    }
                    result.Add(sum / Math.Max(rows * columns, 1));
                }
            }
        }
        return (tensor(result.ToArray()), tensor(gradient));
    }

    private static IEnumerable<(int At, double Weight)> Corners(double y, double x, int height, int width)
    {
        if (y < -1 || y > height || x < -1 || x > width) yield break;
        (y, x) = (Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1));
        int top = (int)y, left = (int)x;
        int bottom = Math.Min(top + 1, height - 1), right = Math.Min(left + 1, width - 1);
        yield return (top * width + left, (1 - (y - top)) * (1 - (x - left)));
        yield return (top * width + right, (1 - (y - top)) * (x - left));
        yield return (bottom * width + left, (y - top) * (1 - (x - left)));
        yield return (bottom * width + right, (y - top) * (x - left));
    }
}

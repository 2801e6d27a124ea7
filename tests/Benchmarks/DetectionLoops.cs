using Unpaired.Detection;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>The definitions, one number after the other, as compiled C#: what the library's forms are measured
/// against.</summary>
internal static class DetectionLoops
{
    /// <summary>RoIAlign with a fixed number of samples, and the gradient of the sum of the result.</summary>
    internal static (float[] Result, float[] Gradient) RoiAlign(Tensor features, Tensor rois, RoiAlignOptions options)
    {
        int channels = (int)features.shape[1], height = (int)features.shape[2], width = (int)features.shape[3];
        float[] cells = features.data<float>().ToArray(), boxes = rois.data<float>().ToArray();
        float[] gradient = new float[cells.Length];
        int bins = options.Height * options.Width, samples = options.SamplesPerBin;
        float[] result = new float[boxes.Length / 5 * channels * bins];
        for (int at = 0; at < result.Length; at++)
        {
            int k = at / (channels * bins), channel = at / bins % channels, bin = at % bins;
            float scale = (float)options.Scale, left = boxes[5 * k + 1] * scale, top = boxes[5 * k + 2] * scale;
            float wide = Math.Max(1, boxes[5 * k + 3] * scale - left) / options.Width;
            float high = Math.Max(1, boxes[5 * k + 4] * scale - top) / options.Height;
            int plane = ((int)boxes[5 * k] * channels + channel) * height * width;
            for (int s = 0; s < samples * samples; s++)
            {
                float y = top + (bin / options.Width + (s / samples + 0.5f) / samples) * high;
                float x = left + (bin % options.Width + (s % samples + 0.5f) / samples) * wide;
                if (y < -1 || y > height || x < -1 || x > width) continue;
                y = Math.Clamp(y, 0, height - 1);
                x = Math.Clamp(x, 0, width - 1);
                int y0 = (int)y, x0 = (int)x, y1 = Math.Min(y0 + 1, height - 1), x1 = Math.Min(x0 + 1, width - 1);
                float down = y - y0, right = x - x0, share = 1f / (samples * samples);
                Add(y0 * width + x0, (1 - down) * (1 - right) * share);
                Add(y0 * width + x1, (1 - down) * right * share);
                Add(y1 * width + x0, down * (1 - right) * share);
                Add(y1 * width + x1, down * right * share);
            }
            void Add(int cell, float weight)
            {
                result[at] += weight * cells[plane + cell];
                gradient[plane + cell] += weight;
            }
        }
        return (result, gradient);
    }

    /// <summary>Greedy suppression, one pair of boxes after the other.</summary>
    internal static long[] Suppress(float[] sides, float[] scores, double threshold)
    {
        int count = scores.Length;
        int[] order = [.. Enumerable.Range(0, count).OrderByDescending(i => scores[i])];
        var gone = new bool[count];
        var kept = new List<long>();
        float Area(int i) => (sides[4 * i + 2] - sides[4 * i]) * (sides[4 * i + 3] - sides[4 * i + 1]);
        for (int place = 0; place < count; place++)
        {
            int i = order[place];
            if (gone[i]) continue;
            kept.Add(i);
            for (int later = place + 1; later < count; later++)
            {
                int j = order[later];
                float wide = Math.Min(sides[4 * i + 2], sides[4 * j + 2]) - Math.Max(sides[4 * i], sides[4 * j]);
                float high =
                    Math.Min(sides[4 * i + 3], sides[4 * j + 3]) - Math.Max(sides[4 * i + 1], sides[4 * j + 1]);
                float shared = Math.Max(0, wide) * Math.Max(0, high);
                if (shared / (Area(i) + Area(j) - shared) > threshold) gone[j] = true;
            }
        }
        return [.. kept];
    }
}

using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>What a style code varies with: its sum of squares, split into shares that add up to 1.</summary>
/// <param name="Class">From class to class: what the code is for.</param>
/// <param name="Example">From example to example of one class: pose, place and size, for the rest is the same.</param>
/// <param name="Content">From content picture to content picture; 0 for a code that sees the example only.</param>
/// <param name="Interaction">What neither explains alone: an example changes the code in one way for one content and in
/// another way for the next.</param>
public sealed record CodeVariation(double Class, double Example, double Content, double Interaction)
{
    /// <summary>How large the change from example to example is beside that from class to class; 0 is best.</summary>
    public double Leak => Math.Sqrt(Example / Class);

    /// <summary>A nested analysis of variance over all numbers of the codes.</summary>
    /// <param name="codes">[classes, contents, examples, numbers], at least 2, 1, 2, 1 of them. The same contents for every
    /// class.</param>
    /// <exception cref="ArgumentException">Another shape, or codes that do not vary at all.</exception>
    public static CodeVariation Of(Tensor codes)
    {
        if (codes.dim() != 4 || codes.shape[0] < 2 || codes.shape[2] < 2 || codes.numel() == 0)
            throw new ArgumentException("Expected codes [classes, contents, examples, numbers] of at least 2 classes and 2 "
                + $"examples; got [{string.Join(", ", codes.shape)}].", nameof(codes));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var x = codes.to(float64);
        var byClass = x.mean([1, 2], keepdim: true);
        double Squares(Tensor difference) => difference.expand_as(x).square().sum().item<double>();
        double all = Squares(x - x.mean([0, 1, 2], keepdim: true));
        if (!(all > 0)) throw new ArgumentException("Expected codes that vary; all of them are the same.", nameof(codes));
        double ofClass = Squares(byClass - byClass.mean([0], keepdim: true));
        double ofContent = Squares(x.mean([2], keepdim: true) - byClass);
        double ofExample = Squares(x.mean([1], keepdim: true) - byClass);
        return new CodeVariation(
            ofClass / all, ofExample / all, ofContent / all, (all - ofClass - ofContent - ofExample) / all);
    }

    /// <summary>The codes of one class along the direction in which they vary most, in deviations.</summary>
    /// <param name="codes">[contents, examples, numbers].</param>
    /// <returns>One number for each content (row) and example (column), mean 0 and deviation 1; all 0 for codes that do not
    /// vary.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public static double[,] MainDirection(Tensor codes)
    {
        if (codes.dim() != 3)
            throw new ArgumentException(
                $"Expected codes [contents, examples, numbers]; got [{string.Join(", ", codes.shape)}].", nameof(codes));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (rows, columns) = (codes.shape[0], codes.shape[1]);
        var x = codes.to(float64).reshape(rows * columns, -1);
        var centred = x - x.mean([0], keepdim: true);
        var (left, sizes, _) = linalg.svd(centred, fullMatrices: false);
        var main = left.select(1, 0) * sizes[0];
        double deviation = main.square().mean().sqrt().item<double>();
        double[] values = deviation > 0 ? (main / deviation).data<double>().ToArray() : new double[rows * columns];
        var grid = new double[rows, columns];
        for (int i = 0; i < values.Length; i++) grid[i / columns, i % columns] = values[i];
        return grid;
    }

    /// <summary>The main direction of one class's codes as a table of contents and examples, a panel for each
    /// system.</summary>
    /// <param name="systems">Names, and codes [contents, examples, numbers].</param>
    /// <exception cref="ArgumentException">Codes of another shape.</exception>
    public static Chart Draw(params IReadOnlyList<(string Name, Tensor Codes)> systems)
    {
        var chart = new Chart("The code as a function of content and example",
            $"A table of contents by examples for {string.Join(", ", systems.Select(system => system.Name))}. Equal rows: the "
            + "content changes nothing.", "example", "content")
        { Width = 900 };
        foreach (var (name, codes) in systems)
            chart.AddPanel(name).HeatMap("main direction, deviations", MainDirection(codes), numbers: true);
        return chart;
    }
}

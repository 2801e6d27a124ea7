namespace Unpaired.Metrics.Clustering;

/// <summary>One-to-one assignments that are best in total.</summary>
public static class Assignment
{
    /// <summary>Gives each row a column of its own so that the sum of gains is as large as possible.</summary>
    /// <remarks>
    /// The Hungarian algorithm with potentials (Kuhn 1955, Munkres 1957; shortest augmenting paths), n²m steps. Surplus
    /// rows or columns stay without a partner.
    /// </remarks>
    /// <param name="gain">[rows, columns], finite; at least one of each.</param>
    /// <returns>The column of each row; −1 where there are more rows than columns and the row is left out.</returns>
    /// <exception cref="ArgumentException">An empty matrix, or numbers that are not finite.</exception>
    public static IReadOnlyList<int> Maximise(double[,] gain)
    {
        int rows = gain.GetLength(0), columns = gain.GetLength(1);
        if (rows == 0 || columns == 0)
            throw new ArgumentException($"Expected at least one row and one column; got {rows} x {columns}.");
        foreach (double value in gain)
        {
            if (!double.IsFinite(value)) throw new ArgumentException($"Expected finite gains; got {value}.");
        }
        if (rows > columns) return Transposed(gain, rows, columns);
        double[] rowPotential = new double[rows + 1], columnPotential = new double[columns + 1];
        int[] rowOf = new int[columns + 1]; // 1-based; 0 is nobody
        for (int row = 1; row <= rows; row++) Augment(gain, row, rowOf, rowPotential, columnPotential);
        int[] result = new int[rows];
        for (int column = 1; column <= columns; column++)
        {
            if (rowOf[column] > 0) result[rowOf[column] - 1] = column - 1;
        }
        return result;
    }

    private static int[] Transposed(double[,] gain, int rows, int columns)
    {
        double[,] turned = new double[columns, rows];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) turned[j, i] = gain[i, j];
        var rowOf = Maximise(turned);
        int[] result = new int[rows];
        Array.Fill(result, -1);
        for (int column = 0; column < columns; column++) result[rowOf[column]] = column;
        return result;
    }

    /// <summary>Finds the cheapest chain of changes that gives one more row a column.</summary>
    private static void Augment(double[,] gain, int row, int[] rowOf, double[] rowPotential, double[] columnPotential)
    {
        int columns = rowOf.Length - 1;
        double[] slack = new double[columns + 1];
        int[] previous = new int[columns + 1];
        bool[] visited = new bool[columns + 1];
        Array.Fill(slack, double.PositiveInfinity);
        rowOf[0] = row;
        int current = 0;
        do
        {
            visited[current] = true;
            int from = rowOf[current], next = 0;
            double least = double.PositiveInfinity;
            for (int j = 1; j <= columns; j++)
            {
                if (visited[j]) continue;
                double reduced = -gain[from - 1, j - 1] - rowPotential[from] - columnPotential[j];
                if (reduced < slack[j]) (slack[j], previous[j]) = (reduced, current);
                if (slack[j] < least) (least, next) = (slack[j], j);
            }
            for (int j = 0; j <= columns; j++)
            {
                if (visited[j])
                {
                    rowPotential[rowOf[j]] += least;
                    columnPotential[j] -= least;
                }
                else slack[j] -= least;
            }
            current = next;
        }
        while (rowOf[current] != 0);
        for (; current != 0; current = previous[current]) rowOf[current] = rowOf[previous[current]];
    }
}

using System.Text.Json;
using Unpaired.Exercises;
using static TorchSharp.torch;

namespace Unpaired.Tests.Exercises;

public sealed class CheckpointExercisesTests
{
    private static readonly ExerciseSheet Sheet = new(CheckpointExercises.All);

    [Theory]
    [InlineData("checkpoint-1", 37632, true)]
    [InlineData("checkpoint-1", 9408, false)]
    [InlineData("checkpoint-3", 344, true)]
    [InlineData("checkpoint-3", 336, false)]
    [InlineData("checkpoint-4", 10, true)]
    [InlineData("checkpoint-4", 500, false)]
    public void Numbers_ByHand_AreChecked(string id, double answer, bool right) =>
        Assert.Equal(right, Sheet.Number(id, answer).Passed);

    [Fact]
    public void Shape_OutputsFirst_Passes()
    {
        Assert.True(Sheet.Shape("checkpoint-2", 256, 128, 4, 4).Passed);
        Assert.False(Sheet.Shape("checkpoint-2", 128, 256, 4, 4).Passed);
    }

    [Fact]
    public void WithoutParallel_AllOrNonePassesAndReplaceFails()
    {
        const string prefix = "module.";
        Assert.True(Sheet.Function("checkpoint-5", (IReadOnlyList<string> names) =>
            names.All(name => name.StartsWith(prefix, StringComparison.Ordinal))
                ? names.Select(name => name[prefix.Length..]).ToList() : names.ToList()).Passed);
        Assert.Contains("wanted", Sheet.Function("checkpoint-5", (IReadOnlyList<string> names) =>
            names.Select(name => name.Replace(prefix, "", StringComparison.Ordinal)).ToList()).Message);
    }

    [Fact]
    public void Relative_LargestOverLargestPassesAndQuotientsFail()
    {
        static double Largest(Tensor x) => x.abs().max().to(float64).item<double>();

        Assert.True(Sheet.Function("checkpoint-6",
            (Tensor theirs, Tensor ours) => Largest(ours - theirs) / Largest(theirs)).Passed);
        Assert.Contains("at a zero", Sheet.Function("checkpoint-6",
            (Tensor theirs, Tensor ours) => Largest(((ours - theirs) / theirs).nan_to_num(0))).Message);
        Assert.Contains("the first one", Sheet.Function("checkpoint-6",
            (Tensor theirs, Tensor ours) => Largest(ours - theirs) / Largest(ours)).Message);
    }

    [Fact]
    public void FirstApart_HalvingPassesAndOneByOneFails()
    {
        Assert.True(Sheet.Function("checkpoint-7", (int count, Func<int, bool> agrees) =>
        {
            int low = 0, high = count - 1;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (agrees(middle))
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }).Passed);
        Assert.Contains("questions are enough", Sheet.Function("checkpoint-7", (int count, Func<int, bool> agrees) =>
            Enumerable.Range(0, count).First(layer => !agrees(layer))).Message);
        Assert.Contains("it says 0", Sheet.Function("checkpoint-7", (int count, Func<int, bool> agrees) => 0).Message);
    }

    [Fact]
    public void ReadTensor_BehindTheHeaderPasses()
    {
        static float[] Read(byte[] file, string name, int skipped)
        {
            int header = (int)BitConverter.ToInt64(file);
            using var json = JsonDocument.Parse(file.AsMemory(8, header));
            var at = json.RootElement.GetProperty(name).GetProperty("data_offsets");
            int from = skipped + header + at[0].GetInt32(), to = skipped + header + at[1].GetInt32();
            return [.. Enumerable.Range(0, (to - from) / 4).Select(i => BitConverter.ToSingle(file, from + 4 * i))];
        }

        Assert.True(Sheet.Function("checkpoint-8", (byte[] file, string name) => Read(file, name, skipped: 8)).Passed);
        Assert.Contains("the first is 1.5",
            Sheet.Function("checkpoint-8", (byte[] file, string name) => Read(file, name, skipped: 0)).Message);
    }

    [Theory]
    [InlineData("checkpoint-p1", "a", 0.0)]
    [InlineData("checkpoint-p1", "b", 9.0)]
    [InlineData("checkpoint-p1", "c", 14.0)]
    [InlineData("checkpoint-p2", "a", 1.0, 9.0, 19.0)]
    [InlineData("checkpoint-p2", "b", 9.0, 9.0, 19.0)]
    [InlineData("checkpoint-p2", "c", 19.0, 19.0, 19.0)]
    [InlineData("checkpoint-p3", "a", 0.5)]
    [InlineData("checkpoint-p3", "b", 1e-4)]
    [InlineData("checkpoint-p3", "c", 1e-14)]
    [InlineData("checkpoint-p4", "a", 1.0, 1.0)]
    [InlineData("checkpoint-p4", "b", 1.0, 0.0)]
    [InlineData("checkpoint-p4", "c", 0.0, 0.0)]
    public void Guess_Measured_HasOneTrueLetter(string id, string letter, params double[] measured) =>
        Assert.True(Sheet.Guess(id, letter, measured).Passed);
}

using System.Globalization;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>
/// What the original's checkpoints forget and an exact resume needs: random source, schedules and other tensors of a
/// trainer, in one safetensors file.
/// </summary>
internal sealed class TrainerState
{
    private const string FileName = "trainer.safetensors";
    private const string RandomKey = "random";

    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly Dictionary<string, string> numbers = [];
    private string source = FileName;

    /// <summary>Notes the state of a random source.</summary>
    internal void Add(Generator random)
    {
        using var scope = NewDisposeScope();
        Add(RandomKey, random.get_state());
    }

    /// <summary>Notes a schedule.</summary>
    internal void Add(string name, StepSchedule schedule)
    {
        numbers[$"{name}.rate"] = schedule.LearningRate.ToString("R", CultureInfo.InvariantCulture);
        numbers[$"{name}.counter"] = schedule.Counter.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Notes a tensor.</summary>
    internal void Add(string name, Tensor value)
    {
        using var scope = NewDisposeScope();
        tensors[name] = value.detach().cpu().clone().DetachFromDisposeScope();
    }

    /// <summary>Sets a random source to the noted state.</summary>
    internal void Restore(Generator random)
    {
        using var scope = NewDisposeScope();
        var own = random.get_state();
        random.set_state(Required(RandomKey, own.shape)); // another length would end the process
    }

    /// <summary>A schedule exactly as noted.</summary>
    internal StepSchedule Schedule(string name, int stepSize, double gamma) => StepSchedule.Restored(
        double.Parse(Number($"{name}.rate"), CultureInfo.InvariantCulture), stepSize, gamma,
        long.Parse(Number($"{name}.counter"), CultureInfo.InvariantCulture));

    /// <summary>Copies a noted tensor into one of the same shape.</summary>
    internal void Restore(string name, Tensor target)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        target.copy_(Required(name, target.shape));
    }

    /// <summary>A noted tensor of any shape; null if there is none. Valid while loading.</summary>
    internal Tensor? Find(string name) => tensors.GetValueOrDefault(name);

    /// <summary>Writes the file and frees the tensors.</summary>
    internal void Save(string folder)
    {
        Safetensors.Save(Path.Combine(folder, FileName), tensors, numbers);
        foreach (var tensor in tensors.Values) tensor.Dispose();
        tensors.Clear();
    }

    /// <summary>Reads the file, lets <paramref name="restore"/> take what it needs, and frees the tensors.</summary>
    internal static void Load(string folder, Action<TrainerState> restore)
    {
        using var file = Safetensors.Load(Path.Combine(folder, FileName));
        var state = new TrainerState { source = file.Path };
        foreach (var (name, tensor) in file.Tensors) state.tensors[name] = tensor;
        foreach (var (name, number) in file.Metadata) state.numbers[name] = number;
        restore(state);
    }

    private string Number(string name) => numbers.TryGetValue(name, out string? number)
        ? number
        : throw new InvalidDataException(
            $"{source}: expected a note '{name}'; found {string.Join(", ", numbers.Keys)}.");

    private Tensor Required(string name, long[] shape) =>
        tensors.TryGetValue(name, out var tensor) && tensor.shape.SequenceEqual(shape)
            ? tensor
            : throw new InvalidDataException(
                $"{source}: expected '{name}' of shape [{string.Join(", ", shape)}]; found "
                + (tensor is null ? "none." : $"[{string.Join(", ", tensor.shape)}]."));
}

namespace Unpaired.Tests.Training;

/// <summary>Tests that run alone: they look at the number of living tensors, which is one for the whole process, or
/// at the collector.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TensorCount
{
    public const string Name = "Tensor count";
}

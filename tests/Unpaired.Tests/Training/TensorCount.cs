namespace Unpaired.Tests.Training;

/// <summary>Tests that look at the number of living tensors, which is one for the whole process: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TensorCount
{
    public const string Name = "Tensor count";
}

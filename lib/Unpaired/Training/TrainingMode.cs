namespace Unpaired.Training;

/// <summary>How a training step is computed; the losses are the same.</summary>
public enum TrainingMode
{
    /// <summary>The original's order of operations and of random draws: for parity and for comparison.</summary>
    Faithful,
    /// <summary>
    /// The same functions with less work; what differs is listed in the README of each paper's folder.
    /// </summary>
    Fast,
}

/// <summary>Which way a picture is translated.</summary>
public enum Direction
{
    /// <summary>From domain A to domain B.</summary>
    AtoB,
    /// <summary>From domain B to domain A.</summary>
    BtoA,
}


namespace Unpaired.Verification;

/// <summary>
/// Recomputes what the original authors' code computed for one system. Classes of this library with a parameterless
/// constructor are found by themselves; nothing needs to be registered.
/// </summary>
/// <example>
/// <code>
/// public IEnumerable&lt;GroupResult&gt; Verify(GoldenCase golden)
/// {
///     var compare = new GoldenComparison(golden);
///     var config = MunitConfig.FromJson(golden.Config);
///     using var generator = Load(config, golden.PathOf("ckpt/gen_00000002.pt")).to(golden.Type);
///     compare.Check("out.b1.gen_a.content", generator.EncodeContent(golden.In("b1.x_a")));
///     return compare.Results();
/// }
/// </code>
/// </example>
public interface IGoldenVerifier
{
    /// <summary>The system, as "golden": {"system": …} names it, for example munit.</summary>
    string System { get; }

    /// <summary>The cases that it can check, as "golden": {"case": …} names them.</summary>
    IReadOnlyCollection<string> Cases { get; }

    /// <summary>Compares everything that a case expects.</summary>
    /// <param name="golden">One JSON file and its tensors; disposed by the caller.</param>
    /// <returns>The results, usually <see cref="GoldenComparison.Results"/>.</returns>
    IEnumerable<GroupResult> Verify(GoldenCase golden);
}

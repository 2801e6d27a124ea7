namespace Unpaired.Data;

/// <summary>Pictures sorted by class in a fixed order, wherever they come from: class folders, a list file, a world,
/// memory.</summary>
/// <remarks>Loaders read from several threads at once. Classes are numbered from 0.</remarks>
public interface IClassPictures
{
    /// <summary>How many classes there are.</summary>
    int ClassCount { get; }

    /// <summary>What people call a class: its folder, or its name in a world.</summary>
    /// <param name="classIndex">0 to <see cref="ClassCount"/> − 1.</param>
    string Name(int classIndex);

    /// <summary>How many pictures of a class there are, at least 1; a world, which never ends, names a large
    /// number.</summary>
    /// <param name="classIndex">0 to <see cref="ClassCount"/> − 1.</param>
    int Count(int classIndex);

    /// <summary>Reads or makes one picture; the same one each time.</summary>
    /// <param name="classIndex">0 to <see cref="ClassCount"/> − 1.</param>
    /// <param name="index">0 to <see cref="Count"/> of that class − 1.</param>
    /// <exception cref="PictureFormatException">The file is not a whole picture.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    Picture this[int classIndex, int index] { get; }
}

namespace Unpaired.Data;

/// <summary>The kinds of picture file that <see cref="PictureFile"/> writes.</summary>
public enum PictureFormat
{
    /// <summary>Lossless, 24 bits a pixel; .png.</summary>
    Png,

    /// <summary>Lossy, colour at half resolution; .jpg and .jpeg.</summary>
    Jpeg,

    /// <summary>Lossy; .webp.</summary>
    Webp,

    /// <summary>Uncompressed, 24 bits a pixel; .bmp.</summary>
    Bmp,
}

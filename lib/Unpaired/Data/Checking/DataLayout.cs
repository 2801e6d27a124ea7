namespace Unpaired.Data.Checking;

/// <summary>How a data set is laid out on the disk; each is what one of the original programs reads.</summary>
public enum DataLayout
{
    /// <summary>UNIT, MUNIT and DRIT: trainA, trainB, testA, testB, or four list files.</summary>
    Munit,

    /// <summary>FUNIT: class folders and list files; COCO-FUNIT: images_content and images_style with class
    /// folders.</summary>
    Funit,

    /// <summary>TUNIT: class folders, with or without train and test above them.</summary>
    Tunit,

    /// <summary>Pictures with boxes in COCO's JSON files.</summary>
    Coco,

    /// <summary>Pictures with boxes in Pascal VOC's XML files.</summary>
    Voc,

    /// <summary>Pictures with boxes in the INIT data set's text files.</summary>
    Init,
}

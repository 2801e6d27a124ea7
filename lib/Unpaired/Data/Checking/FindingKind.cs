namespace Unpaired.Data.Checking;

/// <summary>The sorts of finding, in the order in which they are listed.</summary>
public enum FindingKind
{
    /// <summary>Nothing tells which layout this is.</summary>
    LayoutUnknown,

    /// <summary>A folder that the layout needs is not there.</summary>
    FolderMissing,

    /// <summary>A folder without a picture that the loader would take.</summary>
    FolderEmpty,

    /// <summary>A folder that cannot be listed.</summary>
    FolderUnreadable,

    /// <summary>A folder that the layout does not look at.</summary>
    FolderUnused,

    /// <summary>A file that cannot be opened: no right to, a link to nowhere.</summary>
    FileUnreadable,

    /// <summary>The content is not that of a picture, though the name says so or a list names it.</summary>
    NotAPicture,

    /// <summary>A picture in a format that the library does not read.</summary>
    FormatUnsupported,

    /// <summary>The file ends before the picture does.</summary>
    PictureCutShort,

    /// <summary>The content cannot be decoded.</summary>
    PictureDamaged,

    /// <summary>A picture that the loader passes over because of its name's ending.</summary>
    PictureIgnored,

    /// <summary>A file that is no picture; the loader passes over it.</summary>
    StrayFile,

    /// <summary>The name says one format, the content is another.</summary>
    ExtensionWrong,

    /// <summary>Smaller than the crop, or enlarged before it.</summary>
    PictureSmall,

    /// <summary>So long or so high that a square crop sees little of it.</summary>
    PictureElongated,

    /// <summary>One channel; it is repeated three times.</summary>
    Grey,

    /// <summary>Four ink channels; the conversion differs between programs.</summary>
    Cmyk,

    /// <summary>An alpha channel, which is dropped.</summary>
    Alpha,

    /// <summary>16 bits a channel, of which 8 are kept.</summary>
    SixteenBit,

    /// <summary>An orientation tag, which the loaders ignore.</summary>
    Rotated,

    /// <summary>Several frames, of which the first is used.</summary>
    Animated,

    /// <summary>The same pixels in training and test.</summary>
    Leak,

    /// <summary>The same pixels in two domains or classes.</summary>
    DuplicateAcrossDomains,

    /// <summary>The same pixels twice in one set.</summary>
    Duplicate,

    /// <summary>One domain or class has many times the pictures of another.</summary>
    Imbalance,

    /// <summary>Fewer pictures than one batch needs.</summary>
    TooFewPictures,

    /// <summary>Names that differ in upper and lower case only.</summary>
    NameCollision,

    /// <summary>A name that is not valid UTF-8.</summary>
    NameNotUtf8,

    /// <summary>A name with blanks or control characters where list files cannot hold them.</summary>
    NameWithBlanks,

    /// <summary>No list file, or not the one that was named.</summary>
    ListMissing,

    /// <summary>A list without a path.</summary>
    ListEmpty,

    /// <summary>A listed file that is not there.</summary>
    ListEntryMissing,

    /// <summary>A listed path in a form that the original loaders cannot use.</summary>
    ListEntryForm,

    /// <summary>A path listed twice.</summary>
    ListEntryRepeated,

    /// <summary>Lines that end in a label, which the loaders take for a part of the path.</summary>
    ListHasLabels,

    /// <summary>Labels that leave numbers out.</summary>
    LabelGap,

    /// <summary>Pictures on the disk that no list or annotation names.</summary>
    PictureNotListed,

    /// <summary>Another number of classes, boxes or records than stated.</summary>
    CountMismatch,

    /// <summary>A class with too few pictures.</summary>
    ClassSmall,

    /// <summary>A class in training and test where the test needs unseen ones, or in one only where both need
    /// it.</summary>
    ClassMismatch,

    /// <summary>No annotation file.</summary>
    AnnotationMissing,

    /// <summary>An annotation file that cannot be parsed.</summary>
    AnnotationSyntax,

    /// <summary>A field that is missing or of the wrong type.</summary>
    AnnotationField,

    /// <summary>A number given twice that must be unique.</summary>
    DuplicateId,

    /// <summary>A class name or number that is not defined.</summary>
    UnknownCategory,

    /// <summary>An annotation of a picture that is not defined.</summary>
    UnknownPicture,

    /// <summary>A defined class that no box has.</summary>
    CategoryUnused,

    /// <summary>A box with a coordinate that is not a finite number.</summary>
    BoxNotANumber,

    /// <summary>A box without area.</summary>
    BoxEmpty,

    /// <summary>A box that reaches beyond its picture.</summary>
    BoxOutside,

    /// <summary>The annotation states another size than the picture has.</summary>
    SizeMismatch,

    /// <summary>Pictures without a box.</summary>
    NoBoxes,
}

namespace Unpaired.Data.Checking;

/// <summary>What single pictures are judged by, after decoding.</summary>
internal static class PictureChecks
{
    private const double LongestAspect = 3;

    /// <summary>Reports what is wrong with one picture.</summary>
    public static void Check(CheckContext context, string path, PictureFacts facts)
    {
        if (facts.Problem is { } problem)
        {
            Broken(context, path, facts.Header.Format, problem.Kind, problem.Found);
            return;
        }
        if (facts.Header.Format is { } format)
            Ending(context, path, format);
        if (facts.Header.Channels == StoredChannels.Cmyk)
            context.Warning(FindingKind.Cmyk, path, "red, green and blue", "four ink channels (CMYK)",
                "Convert it to RGB in an image editor: programs differ in how they convert it.");
        if (facts.Orientation != 1)
            context.Warning(FindingKind.Rotated, path, "an upright picture",
                $"EXIF orientation {facts.Orientation}, which the loaders ignore: it is seen turned or mirrored",
                "Turn the pixels (for example with 'exiftran -ai' or 'mogrify -auto-orient').");
        if (facts.Header.Animated)
            context.Warning(FindingKind.Animated, path, "one picture", "an animation, of which the first frame is used",
                "Extract the frame that is wanted.");
        Size(context, path, facts);
    }

    /// <summary>
    /// Properties that often hold for all pictures of a set: one finding for the set then, else one for each picture.
    /// </summary>
    public static void CheckTraits(
        CheckContext context, PictureSet set, IReadOnlyDictionary<string, PictureFacts> facts)
    {
        var whole = set.Pictures.Where(picture => facts.TryGetValue(picture.Path, out var f) && f.Problem is null)
            .Select(picture => picture.Path).ToList();
        Trait(FindingKind.Grey, h => h.Channels == StoredChannels.Grey, "colour", "one channel, repeated three times",
            "Nothing to do if that domain is grey; otherwise replace it.");
        Trait(FindingKind.Alpha, h => h.HasAlpha, "no transparency",
            "an alpha channel, which is dropped: transparent parts show the colour that is stored under them",
            "Paint the picture on a plain background first if it has transparent parts.");
        Trait(FindingKind.SixteenBit, h => h.BitDepth == 16, "8 bits a channel",
            "16 bits, of which the upper 8 are kept",
            "Convert it to 8 bits if it looks too dark or too bright.");

        void Trait(FindingKind kind, Func<PictureHeader, bool> has, string expected, string found, string repair)
        {
            var with = whole.Where(path => has(facts[path].Header)).ToList();
            if (with.Count == 0)
                return;
            if (with.Count == whole.Count && whole.Count > 1)
                context.Note(kind, set.Name, expected, $"all {with.Count:N0} pictures with {found}", repair);
            else
                foreach (string path in with)
                    context.Warning(kind, path, $"{expected}, as in {whole.Count - with.Count} of {whole.Count} in "
                        + $"{set.Name}", found, repair);
        }
    }

    private static void Broken(CheckContext context, string path, string? format, FindingKind kind, string found)
    {
        var (expected, repair) = kind switch
        {
            FindingKind.FileUnreadable => ("a file that can be opened", "Repair the link or the rights, or remove it."),
            FindingKind.FormatUnsupported => ("PNG, JPEG, BMP, WebP, PPM or PGM", "Convert it to PNG or JPEG."),
            FindingKind.NotAPicture => ("a picture", "Replace it, or remove it from the data."),
            _ => ($"a whole {format} picture", "Download or copy it again, or remove it."),
        };
        context.Error(kind, path, expected, found, repair);
    }

    private static void Ending(CheckContext context, string path, string format)
    {
        var endings = PictureHeader.Endings(format);
        string ending = Path.GetExtension(path).ToLowerInvariant();
        if (!endings.Contains(ending))
            context.Warning(FindingKind.ExtensionWrong, path,
                $"a name ending in {endings[0]}, as the content is {format}",
                ending.Length == 0 ? "no ending" : ending,
                $"Rename it to end in {endings[0]}: it loads here, but other programs go by the name.");
    }

    private static void Size(CheckContext context, string path, PictureFacts facts)
    {
        int shorter = Math.Min(facts.Width, facts.Height), longer = Math.Max(facts.Width, facts.Height);
        bool resizesAlways = context.Layout is DataLayout.Tunit or DataLayout.Coco or DataLayout.Voc or DataLayout.Init;
        int? resizeTo = context.Options.ResizeTo ?? (resizesAlways ? context.Options.CropSize : null);
        string found = $"{facts.Width} x {facts.Height}";
        if (resizeTo is { } target && shorter < target)
            context.Warning(FindingKind.PictureSmall, path, $"a shorter side of at least {target} pixels", found,
                $"It is enlarged {(double)target / shorter:0.#} times and looks blurred; use larger pictures or "
                + "train at a smaller size.");
        else if (resizeTo is null && context.Options.CropSize is { } crop && shorter < crop)
            context.Error(FindingKind.PictureSmall, path, $"at least {crop} x {crop} pixels, the crop", found,
                "The crop does not fit: remove it, set the configuration's new_size (--resize), or crop less.");
        if (longer > LongestAspect * shorter)
            context.Note(FindingKind.PictureElongated, path, $"sides up to {LongestAspect} : 1",
                $"{found}, {(double)longer / shorter:0.#} : 1",
                resizesAlways ? "It is squeezed to a square: crop it first."
                    : "A square crop sees a small part: cut it.");
    }
}

using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public sealed class GlyphWorldTests : ExportFolderTests
{
    [Fact]
    public void Find_TwoFacesOfOneFamily_NamesThemApart()
    {
        GlyphFontFiles.WriteOneFamily(Target);
        var fonts = GlyphFonts.Find([Target]);
        Assert.Equal(["unpaired-sans", "unpaired-sans-semibold"], fonts.Faces.Select(f => f.Name));
        Assert.Equal(["Unpaired Sans"], fonts.Faces.Select(f => f.Family).Distinct());
        Assert.Empty(fonts.LeftOut);
        var error = Assert.Throws<NoTypefaceException>(() => fonts.Split());
        Assert.Contains("at least two families", error.Message);
        Assert.Contains("found 1 (Unpaired Sans)", error.Message);
        Assert.Contains("apt-get install fonts-dejavu", error.Message);
    }

    [Fact]
    public void Find_WhatCannotBeAClass_IsLeftOutWithAReason()
    {
        GlyphFontFiles.WriteOneFamily(Path.Combine(Target, "a"));
        GlyphFontFiles.WriteOneFamily(Path.Combine(Target, "b"));
        GlyphFontFiles.WriteSymbols(Path.Combine(Target, "c"));
        File.WriteAllText(Path.Combine(Target, "c", "broken.ttf"), "no font");
        File.WriteAllText(Path.Combine(Target, "c", "readme.txt"), "no font either");
        var fonts = GlyphFonts.Find([Target]);
        Assert.Equal(2, fonts.Faces.Length);
        Assert.Equal(4, fonts.LeftOut.Length);
        Assert.Contains(fonts.LeftOut, l => l.File.EndsWith("broken.ttf") && l.Reason == "not a font that can be read");
        Assert.Contains(fonts.LeftOut, l => l.File.EndsWith("pictures.otf") && l.Reason.Contains("PANOSE"));
        Assert.Equal(2, fonts.LeftOut.Count(l => l.Reason.Contains("the same as another")));
        var hangul = GlyphFonts.Find([Target], "A가");
        Assert.Empty(hangul.Faces);
        Assert.Contains(hangul.LeftOut, l => l.Reason.Contains("lacks '가'"));
    }

    [Fact]
    public void Split_ByFamily_KeepsDesignsApart()
    {
        foreach (var family in (string[])["Unpaired", "Somebody", "Nobodies", "Everyone"])
            GlyphFontFiles.WriteOneFamily(Target, family);
        var fonts = GlyphFonts.Find([Target]);
        Assert.Equal(8, fonts.Faces.Length);
        for (var seed = 1; seed < 6; seed++)
        {
            var (seen, unseen) = fonts.Split(seed);
            Assert.Equal((6, 2), (seen.Count, unseen.Count));
            Assert.Empty(seen.Select(f => f.Family).Intersect(unseen.Select(f => f.Family)));
            Assert.Equal(unseen, fonts.Split(seed).Unseen);
        }
        Assert.True(Enumerable.Range(1, 9).Select(seed => fonts.Split(seed).Unseen[0].Family).Distinct().Count() > 1);
        Assert.Throws<ArgumentException>(() => fonts.Split(1, 1));
    }

    [Fact]
    public void Render_TwoWeights_SameHeightAndPlaceMoreInk()
    {
        var (world, faces) = Small(64, "HoxlgA");
        var (regular, bold) = (faces[0], faces[1]);
        foreach (var character in world.Characters)
        {
            var (light, heavy) = (Ink(world.RenderMask(character, regular)), Ink(world.RenderMask(character, bold)));
            Assert.InRange(heavy.Sum / light.Sum, 1.05, 2.2);
            Assert.InRange(heavy.Bottom - light.Bottom, -2, 2);
        }
        var (h, x, g) = (Ink(world.RenderMask("H", regular)), Ink(world.RenderMask("x", regular)),
            Ink(world.RenderMask("g", regular)));
        Assert.InRange(h.Bottom - h.Top + 1, 34, 38); // 0.56 of 64 pixels
        Assert.InRange(x.Bottom - h.Bottom, -1, 1);
        Assert.True(x.Top > h.Top + 5 && g.Bottom > h.Bottom + 5);
        var picture = world.Render("H", regular);
        var mask = world.RenderMask("H", regular);
        for (var i = 0; i < picture.Rgb.Length; i++)
            Assert.InRange(picture.Rgb[i] + mask.Rgb[i], 254, 256);
    }

    [Fact]
    public void Dataset_EveryFaceHasEveryCharacter()
    {
        var (world, faces) = Small(24, "ABCab");
        var set = new GlyphDataset(world, faces);
        IClassPictures classes = set;
        Assert.Equal((2, 5, 10), (classes.ClassCount, classes.Count(1), set.Count));
        Assert.Equal("unpaired-sans-semibold", classes.Name(1));
        Assert.True(classes[1, 3].Rgb.SequenceEqual(world.Render("a", faces[1]).Rgb));
        Assert.True(set[7].Rgb.SequenceEqual(classes[1, 3].Rgb));
        Assert.Contains("'a'", set.NameOf(7));
        Assert.Throws<ArgumentException>(() => new GlyphDataset(world, []));
    }

    [Fact]
    public void Question_NeverShowsTheAnswer()
    {
        var (world, faces) = Small(24, "ABCDEFG");
        var test = new GlyphTestSet(world, [faces[0]], [faces[1]], 30, 5, 4);
        foreach (var question in test.Pairs())
        {
            Assert.Equal(5, question.ExampleCharacters.Distinct().Count());
            Assert.DoesNotContain(question.Character, question.ExampleCharacters);
            Assert.True(question.Truth.Rgb.SequenceEqual(world.Render(question.Character, faces[1]).Rgb));
            Assert.True(question.Input.Rgb.SequenceEqual(world.Render(question.Character, faces[0]).Rgb));
        }
        Assert.Equal(7, test.Pairs().Select(q => q.Character).Distinct().Count());
        var one = new GlyphTestSet(world, [faces[0]], [faces[1]], 30, 1, 4)[8];
        Assert.Equal(test[8].ExampleCharacters[0], one.ExampleCharacters[0]);
        var (copy, example) = (CounterfactualBaselines.CopyInput(test).Mean,
            CounterfactualBaselines.StyleExample(test).Mean);
        Assert.InRange(copy, 0.01, example - 0.05);
        Assert.Equal(copy, CounterfactualBaselines.WithoutStyle(test).Mean, 9); // one source face: the same
        Assert.Contains("1 to 6 examples; got 7", Assert.Throws<ArgumentException>(
            () => new GlyphTestSet(world, faces, faces, 1, 7, 1)).Message);
    }

    [Theory, InlineData(""), InlineData("a b"), InlineData("aba")]
    public void World_BadCharacters_Throws(string characters) =>
        Assert.Throws<ArgumentException>(() => new GlyphWorld(64, characters));

    [Fact]
    public void Render_UnknownCharacterOrMissingFile_Throws()
    {
        var (world, faces) = Small(24, "AB");
        Assert.Contains("got 'C'", Assert.Throws<ArgumentException>(() => world.Render("C", faces[0])).Message);
        var gone = faces[0] with { File = Path.Combine(Target, "gone.otf") };
        Assert.Contains("gone.otf", Assert.Throws<IOException>(() => world.Render("A", gone)).Message);
        Assert.Throws<DirectoryNotFoundException>(() => GlyphFonts.Find([Path.Combine(Target, "nowhere")]));
    }

    private (GlyphWorld World, IReadOnlyList<GlyphFace> Faces) Small(int size, string characters)
    {
        GlyphFontFiles.WriteOneFamily(Target);
        return (new GlyphWorld(size, characters), GlyphFonts.Find([Target], characters).Faces);
    }

    private static (double Sum, int Top, int Bottom) Ink(Picture mask)
    {
        double sum = 0;
        int top = mask.Height, bottom = -1;
        for (var y = 0; y < mask.Height; y++)
            for (var x = 0; x < mask.Width; x++)
            {
                var value = mask.Rgb[3 * (y * mask.Width + x)];
                sum += value / 255.0;
                if (value < 128)
                    continue;
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        return (sum, top, bottom);
    }
}

using ImageBuild.Diagnostics;
using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>Where annotations stand.</summary>
public sealed class ImageAnnotationTests
{
    [Theory]
    [InlineData("", "Manifest, Index")]
    [InlineData("manifest", "Manifest")]
    [InlineData("Index", "Index")]
    [InlineData("descriptor", "Descriptor")]
    [InlineData("manifest-descriptor", "Descriptor")] // as BuildKit writes it
    [InlineData("manifest;index,descriptor", "Manifest, Index, Descriptor")]
    public void A_scope_names_one_or_more_places(string scope, string expected) => Assert.Equal(expected, ImageAnnotation.Parse("a", "b", scope).Scope.ToString());

    [Theory]
    [InlineData("", "")]
    [InlineData("a b", "")]
    [InlineData("a\n", "")]
    [InlineData("a", "layer")]
    public void What_is_no_annotation_is_refused(string key, string scope) =>
        Assert.Equal(ErrorCodes.InvalidAnnotation, Assert.Throws<ImageBuildException>(() => ImageAnnotation.Parse(key, "x", scope)).Code);

    [Fact]
    public void A_later_one_of_the_same_key_wins_and_other_places_do_not_see_it()
    {
        ImageAnnotation[] annotations = [new("a", "1", AnnotationScope.Manifest), new("b", "2", AnnotationScope.Index), new("a", "3", AnnotationScope.Manifest)];
        var under = new Dictionary<string, string> { ["a"] = "base", ["base"] = "x" };
        Assert.Equal(new Dictionary<string, string> { ["a"] = "3", ["base"] = "x" }, ImageAnnotation.At(AnnotationScope.Manifest, annotations, under));
        Assert.Equal(new Dictionary<string, string> { ["b"] = "2" }, ImageAnnotation.At(AnnotationScope.Index, annotations, new Dictionary<string, string>()));
    }
}

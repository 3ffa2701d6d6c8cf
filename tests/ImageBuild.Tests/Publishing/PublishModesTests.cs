using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>Who gives up sharing layers is told so, by the name of the property that does it.</summary>
public sealed class PublishModesTests
{
    [Theory]
    [InlineData(PublishMode.Separate, null)]
    [InlineData(PublishMode.Composite, "PublishReadyToRunComposite ")]
    [InlineData(PublishMode.Trimmed, "PublishTrimmed ")]
    [InlineData(PublishMode.SingleFile, "PublishSingleFile ")]
    [InlineData(PublishMode.NativeAot, "PublishAot ")]
    public void A_mode_that_loses_sharing_says_so(PublishMode mode, string? beginning)
    {
        var note = mode.LostSharing();
        Assert.Equal(beginning is null, note is null);
        Assert.StartsWith(beginning ?? "", note ?? "", StringComparison.Ordinal);
    }
}

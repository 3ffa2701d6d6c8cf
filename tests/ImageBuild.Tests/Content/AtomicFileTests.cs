using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Content;

/// <summary>A file is whole or absent, and nothing else is left behind.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_folder_is_made_and_an_earlier_file_is_replaced()
    {
        var path = Path.Combine(_folder.Path, "a", "b", "file");
        await AtomicFile.WriteAsync(path, "a longer first text"u8.ToArray(), default);
        await AtomicFile.WriteAsync(path, "second"u8.ToArray(), default);
        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal([path], Files());
    }

    [Fact]
    public async Task A_full_disk_is_reported_with_the_file_and_leaves_what_was_there()
    {
        var path = _folder.File("file", "old");
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => AtomicFile.WriteAsync(path, WriteHalf(new IOException("No space left on device")), default));
        Assert.Equal(ErrorCodes.CannotWrite, error.Code);
        Assert.Equal($"Writing '{path}' failed: No space left on device", error.Cause);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Files());
    }

    [Fact]
    public async Task Other_failures_pass_through_and_leave_nothing()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => AtomicFile.WriteAsync(Path.Combine(_folder.Path, "file"), WriteHalf(new OperationCanceledException()), default));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_file_is_an_error_and_leaves_nothing()
    {
        var inTheWay = _folder.File("file/inside");
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => AtomicFile.WriteAsync(Path.Combine(_folder.Path, "file"), new byte[1], default));
        Assert.Equal(ErrorCodes.CannotWrite, error.Code);
        Assert.Equal([inTheWay], Files());
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_an_error()
    {
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => AtomicFile.WriteAsync(Path.Combine(_folder.File("file"), "inside"), new byte[1], default));
        Assert.Equal(ErrorCodes.CannotWrite, error.Code);
    }

    [Fact]
    public async Task An_unfinished_file_has_a_name_that_says_so()
    {
        string[] names = [];
        await AtomicFile.WriteAsync(
            Path.Combine(_folder.Path, "file"),
            async (stream, token) =>
            {
                names = Files();
                await stream.WriteAsync(Encoding.UTF8.GetBytes("text"), token);
            },
            default);
        Assert.StartsWith(AtomicFile.TemporaryPrefix, Path.GetFileName(Assert.Single(names)), StringComparison.Ordinal);
    }

    private string[] Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);

    private static Func<Stream, CancellationToken, Task> WriteHalf(Exception failure) => async (stream, token) =>
    {
        await stream.WriteAsync("half"u8.ToArray(), token);
        throw failure;
    };
}

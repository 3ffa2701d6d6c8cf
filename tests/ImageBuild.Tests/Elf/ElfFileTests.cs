using ImageBuild.Elf;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Elf;

/// <summary>What native files need, read from their bytes.</summary>
public sealed class ElfFileTests
{
    private static readonly byte[] Sample = TestElf.Library(["libc.so.6@GLIBC_2.34", "libm.so.6"], ["FOO_1", "FOO_2"], ElfMachine.Arm64);

    [Fact]
    public void Reads_needs_versions_and_the_processor()
    {
        var elf = Read(Sample)!;
        Assert.Equal(ElfMachine.Arm64, elf.Machine);
        Assert.Equal(["libc.so.6", "libm.so.6"], elf.Needed);
        Assert.Equal([new NeededVersion("libc.so.6", "GLIBC_2.34")], elf.NeededVersions);
        Assert.Equal(["FOO_1", "FOO_2"], elf.Versions);
    }

    [Fact]
    public void Reads_a_real_library()
    {
        var path = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libcoreclr.so");
        using var stream = System.IO.File.OpenRead(path);
        var elf = ElfFile.TryRead(stream)!;
        Assert.Contains("libc.so.6", elf.Needed);
        Assert.Contains(elf.NeededVersions, need => need.Library == "libc.so.6" && need.Version.StartsWith("GLIBC_2.", StringComparison.Ordinal));
    }

    [Fact]
    public void Anything_else_is_no_native_file()
    {
        foreach (var bytes in (byte[][])[[], "#!/bin/sh\n"u8.ToArray(), new byte[100], [.. "MZ"u8, .. new byte[200]]])
            Assert.Null(Read(bytes));
    }

    [Fact]
    public void A_file_cut_short_or_changed_anywhere_gives_an_answer_or_none_but_never_an_exception()
    {
        for (var length = 0; length < Sample.Length; length++)
            Read(Sample[..length]);
        for (var at = 0; at < Sample.Length; at++)
        {
            foreach (var value in (byte[])[0, 1, 0x7f, 0xff])
            {
                var changed = (byte[])Sample.Clone();
                changed[at] = value;
                Read(changed);
            }
        }

        Assert.NotNull(Read(Sample));
    }

    [Fact]
    public void The_libraries_of_a_tree_are_those_in_the_loaders_own_folders()
    {
        var index = LibraryIndex.Of([
            File("usr/lib/x86_64-linux-gnu/libc.so.6", ["GLIBC_2.34", "GLIBC_2.41"]),
            File("usr/lib/x86_64-linux-gnu/libfoo.so.1.2", ["FOO_1"]),
            TarEntry.SymbolicLink("usr/lib/x86_64-linux-gnu/libfoo.so.1", "libfoo.so.1.2"),
            File("usr/lib/x86_64-linux-gnu/blas/libblas.so.3", []),
            File("opt/lib/libbar.so", []),
            File("usr/lib/libtext.so", null),
        ]);
        Assert.Equal("libc.so.6 GLIBC_2.34 GLIBC_2.41\nlibfoo.so.1 FOO_1\nlibfoo.so.1.2 FOO_1\nlibtext.so\n", index.ToString());
        Assert.Equal(index.ToString(), LibraryIndex.Parse(index.ToString()).ToString());
    }

    private static ElfFile? Read(byte[] bytes) => ElfFile.TryRead(new MemoryStream(bytes));

    private static TarEntry File(string path, string[]? versions) =>
        TarEntry.File(path, FileContent.FromBytes(versions is null ? "INPUT(libc.so.6)"u8.ToArray() : TestElf.Library([], versions)));
}

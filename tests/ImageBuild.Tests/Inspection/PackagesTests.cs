using System.Text;
using ImageBuild.Images;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Packages;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Inspection;

/// <summary>Packages are told by the databases that are in the image, whoever put them there.</summary>
public sealed class PackagesTests
{
    private const string DepsJson = """
        {
          "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0/linux-x64" },
          "targets": {
            ".NETCoreApp,Version=v10.0": {},
            ".NETCoreApp,Version=v10.0/linux-x64": {
              "Orders/1.2.0": { "dependencies": { "Serilog": "4.3.0" }, "runtime": { "Orders.dll": {} } },
              "Orders.Domain/1.0.0": { "runtime": { "Orders.Domain.dll": {} } },
              "Serilog/4.3.0": { "runtime": { "lib/net9.0/Serilog.dll": {} } },
              "Humanizer.Core.de/3.0.0": { "resources": { "lib/net8.0/de/Humanizer.resources.dll": { "locale": "de" } } },
              "SQLite/2.1.0": { "runtimeTargets": { "runtimes/linux-x64/native/libe_sqlite3.so": {}, "runtimes/win-x64/native/e_sqlite3.dll": {} } },
              "Moved/1.0.0": { "runtime": { "lib/net9.0/Moved.dll": { "localPath": "plugins/Moved.dll" } } },
              "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.12": { "runtime": { "System.Runtime.dll": {} }, "native": { "libcoreclr.so": {} } },
              "Reference/1.0.0": { "runtime": { "Reference.dll": {} } }
            }
          },
          "libraries": {
            "Orders/1.2.0": { "type": "project" }, "Orders.Domain/1.0.0": { "type": "project" }, "Serilog/4.3.0": { "type": "package" },
            "Humanizer.Core.de/3.0.0": { "type": "package" }, "SQLite/2.1.0": { "type": "package" }, "Moved/1.0.0": { "type": "package" },
            "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.12": { "type": "runtimepack" }, "Reference/1.0.0": { "type": "reference" }
          }
        }
        """;

    [Fact]
    public async Task A_deps_json_tells_the_packages_and_projects_of_an_application()
    {
        string[] files =
        [
            "Orders", "Orders.dll", "Orders.pdb", "Orders.runtimeconfig.json", "Orders.Domain.dll", "Serilog.dll", "Serilog.xml", "de/Humanizer.resources.dll",
            "runtimes/linux-x64/native/libe_sqlite3.so", "plugins/Moved.dll", "System.Runtime.dll", "libcoreclr.so", "Reference.dll", "appsettings.json",
        ];
        var image = await InspectAsync([TestLayer.File("app/Orders.deps.json", DepsJson), .. files.Select(file => TestLayer.File("app/" + file, "x"))]);

        Assert.Equal(
            """
            nuget Humanizer.Core.de 3.0.0: de/Humanizer.resources.dll
            nuget Moved 1.0.0: plugins/Moved.dll
            nuget Serilog 4.3.0: Serilog.dll Serilog.xml
            nuget SQLite 2.1.0: runtimes/linux-x64/native/libe_sqlite3.so
            framework Microsoft.NETCore.App 10.0.12: System.Runtime.dll libcoreclr.so
            project Orders 1.2.0: Orders Orders.deps.json Orders.dll Orders.pdb Orders.runtimeconfig.json
            project Orders.Domain 1.0.0: Orders.Domain.dll
            """,
            Listing(image, "app/"));
    }

    [Fact]
    public async Task A_deps_json_above_the_files_of_its_packages_counts_for_them()
    {
        var image = await TestImages.InspectAsync(TestImages.Of(
            ("imagebuild packages: Serilog", TestLayer.Of(TestLayer.File("app/Serilog.dll", "12345"))),
            ("imagebuild app: application", TestLayer.Of(TestLayer.File("app/Orders.deps.json", DepsJson)))));
        Assert.Equal(new PackageShare(new(PackageType.NuGet, "Serilog", "4.3.0"), 5, 1), Assert.Single(image.Layers[0].Packages));
        Assert.Equal([0], image.Packages.Single(package => package.Identity.Name == "Serilog").Layers);
    }

    [Fact]
    public async Task A_shared_framework_owns_its_folder_and_its_host()
    {
        var image = await InspectAsync(
            TestLayer.File("usr/share/dotnet/LICENSE.txt", "The MIT License (MIT)\n\nCopyright"),
            TestLayer.File("usr/share/dotnet/dotnet", "x"),
            TestLayer.File("usr/share/dotnet/host/fxr/10.0.12/libhostfxr.so", "x"),
            TestLayer.File("usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.12/Microsoft.NETCore.App.deps.json", "{}"),
            TestLayer.File("usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.12/System.Runtime.dll", "x"),
            TestLayer.File("usr/share/dotnet/shared/Other/10.0.12/readme", "x"));
        var framework = Assert.Single(image.Packages);
        Assert.Equal(("Microsoft.NETCore.App", "10.0.12", 5), (framework.Identity.Name, framework.Identity.Version, framework.FileCount));
        Assert.Equal(["MIT"], framework.Licenses);
    }

    [Fact]
    public async Task The_database_of_dpkg_tells_installed_packages_their_files_and_licences()
    {
        var image = await InspectAsync(
            TarEntry.SymbolicLink("lib", "usr/lib"),
            TestLayer.File("usr/lib/x86_64-linux-gnu/libssl.so.3", "12345"),
            TestLayer.File("usr/share/zoneinfo/UTC", "1"),
            TestLayer.File("usr/share/doc/libssl3/copyright", "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: Apache-2.0\n\nFiles: x\nLicense: Artistic or GPL-1+\n"),
            TestLayer.File("usr/share/doc/tzdata/copyright", "This database is in the public domain.\nSee /usr/share/common-licenses/GPL-2.\n"),
            TestLayer.File("var/lib/dpkg/status", """
                Package: libssl3
                Status: install ok installed
                Architecture: amd64
                Version: 3.0.11-1
                Description: TLS
                 more of it

                Package: gone
                Status: deinstall ok config-files
                Version: 1.0

                Package: tzdata
                Status: install ok installed
                Architecture: all
                Version: 2024a

                """),
            TestLayer.File("var/lib/dpkg/info/libssl3:amd64.list", "/.\n/usr\n/lib/x86_64-linux-gnu/libssl.so.3\n/usr/share/doc/libssl3/copyright\n"),
            TestLayer.File("var/lib/dpkg/info/tzdata.list", "/usr/share/zoneinfo/UTC\n"));
        Assert.Equal(
            """
            deb libssl3 3.0.11-1: usr/lib/x86_64-linux-gnu/libssl.so.3 usr/share/doc/libssl3/copyright
            deb tzdata 2024a: usr/share/zoneinfo/UTC
            """,
            Listing(image));
        Assert.Equal(["Apache-2.0", "Artistic", "GPL-1+"], image.Packages[0].Licenses);
        Assert.Equal(["GPL-2"], image.Packages[1].Licenses);
    }

    [Fact]
    public async Task Records_of_distroless_images_tell_packages_too()
    {
        var image = await InspectAsync(
            TestLayer.File("usr/lib/libc.so.6", "1"),
            TestLayer.File("var/lib/dpkg/status.d/libc6", "Package: libc6\nVersion: 2.41-12\nArchitecture: amd64\n"),
            TestLayer.File("var/lib/dpkg/status.d/libc6.md5sums", "d41d8cd98f00b204e9800998ecf8427e  lib/libc.so.6\n"),
            TestLayer.File("usr/share/doc/gcc/copyright", "see /usr/share/common-licenses/LGPL-2.1"),
            TarEntry.SymbolicLink("usr/share/doc/libc6", "gcc"));
        var package = Assert.Single(image.Packages);
        Assert.Equal((new PackageIdentity(PackageType.Debian, "libc6", "2.41-12"), "LGPL-2.1"), (package.Identity, Assert.Single(package.Licenses)));
        Assert.Equal("deb libc6 2.41-12: usr/lib/libc.so.6 var/lib/dpkg/status.d/libc6 var/lib/dpkg/status.d/libc6.md5sums", Listing(image));
    }

    [Fact]
    public async Task The_database_of_apk_tells_packages_files_and_licences()
    {
        var image = await InspectAsync(
            TestLayer.File("lib/libc.musl.so", "1"),
            TestLayer.File("etc/motd", "1"),
            TestLayer.File("lib/apk/db/installed", "C:Q1abc=\nP:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\nF:lib\nR:libc.musl.so\nZ:Q1def=\nR:gone\n\nP:alpine-baselayout\nV:3.6\nL:GPL-2.0-only\nF:etc\nR:motd\n"));
        Assert.Equal("apk alpine-baselayout 3.6: etc/motd\napk musl 1.2.5-r0: lib/libc.musl.so", Listing(image));
        Assert.Equal(["GPL-2.0-only", "MIT"], image.Packages.SelectMany(package => package.Licenses));
    }

    [Fact]
    public async Task A_nuspec_in_the_image_tells_the_licence_of_its_package()
    {
        var image = await InspectAsync(
            TestLayer.File("app/Orders.deps.json", DepsJson), TestLayer.File("app/Serilog.dll"),
            TestLayer.File("packages/serilog.nuspec", """<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>Serilog</id><version>4.3.0</version><license type="expression">Apache-2.0</license></metadata></package>"""));
        Assert.Equal(["Apache-2.0"], image.Packages.Single(package => package.Identity.Name == "Serilog").Licenses);
    }

    [Fact]
    public async Task An_upgrade_in_a_higher_layer_leaves_the_lower_one_its_old_version()
    {
        var image = await TestImages.InspectAsync(TestImages.Of(
            ("ADD base", TestLayer.Of(Database("1.0"))), ("RUN apt-get upgrade", TestLayer.Of(Database("2.0"))), ("COPY app", TestLayer.Of(TestLayer.File("app/x")))));
        Assert.Equal(["1.0", "2.0"], image.Layers.Take(2).Select(layer => Assert.Single(layer.Packages).Identity.Version));
        Assert.Equal("2.0", Assert.Single(image.Packages).Identity.Version);
        Assert.Equal(image.Layers[0].UnpackedSize, image.HiddenSize);

        static TarEntry[] Database(string version) =>
        [
            TestLayer.File("usr/lib/libx.so", version),
            TestLayer.File("var/lib/dpkg/info/libx.list", "/usr/lib/libx.so\n"),
            TestLayer.File("var/lib/dpkg/status", $"Package: libx\nStatus: install ok installed\nVersion: {version}\n"),
        ];
    }

    [Theory]
    [InlineData("app/a.deps.json", "{ not json")]
    [InlineData("app/a.deps.json", """{ "targets": { "x": { "y/1": 5 } }, "libraries": { "y/1": { "type": "package" } } }""")]
    [InlineData("var/lib/dpkg/status", "no field")]
    [InlineData("a.nuspec", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><package>&e;</package>")]
    public async Task A_database_that_cannot_be_read_is_noted_and_keeps_nothing_else_from_being_told(string path, string content)
    {
        var image = await InspectAsync(TestLayer.File(path, content), TestLayer.File("lib/apk/db/installed", "P:musl\nV:1.2.5-r0\n"));
        Assert.Contains("cannot be read", Assert.Single(image.Notes), StringComparison.Ordinal);
        Assert.Contains(image.Packages, package => package.Identity.Name == "musl");
    }

    private static Task<InspectedImage> InspectAsync(params TarEntry[] entries) => TestImages.InspectAsync(TestImages.Of(("COPY . .", TestLayer.Of(entries))));

    private static string Listing(InspectedImage image, string prefix = "")
    {
        var text = new StringBuilder();
        foreach (var package in image.Packages.Where(package => package.FileCount > 0))
        {
            var files = image.Layers.SelectMany(layer => layer.Files!).Where(file => file.Package == package.Identity).Select(file => file.Entry.Path[prefix.Length..]).Order(StringComparer.Ordinal);
            text.Append($"{package.Identity.Type.Name()} {package.Identity}: {string.Join(' ', files)}\n");
        }

        return text.ToString().TrimEnd();
    }
}

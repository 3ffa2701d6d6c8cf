using ImageBuild.Diagnostics;
using ImageBuild.Registries;

namespace ImageBuild.Tests.Registries;

public class RegistryOptionsTests
{
    [Fact]
    public void The_variables_of_the_sdk_keep_their_meaning()
    {
        var options = From(
            ("DOTNET_CONTAINER_INSECURE_REGISTRIES", "Registry.Example.com:5000; other , "),
            ("SDK_CONTAINER_REGISTRY_CHUNKED_UPLOAD_SIZE_BYTES", "65536"),
            ("DOTNET_CONTAINER_DEBUG_REGISTRY_FORCE_CHUNKED_UPLOAD", "true"),
            ("DOTNET_CONTAINER_REGISTRY_PARALLEL_UPLOAD", "false"));

        Assert.Equal(["other", "registry.example.com:5000"], options.PlainHttpRegistries.Order());
        Assert.Equal(options.PlainHttpRegistries, options.UnverifiedRegistries);
        Assert.Equal((65536, UploadMethod.Chunked, 1), (options.ChunkSize, options.UploadMethod, options.Parallelism));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("many")]
    public void A_chunk_size_that_is_none_is_ignored(string text) => Assert.Null(From(("DOTNET_CONTAINER_REGISTRY_CHUNKED_UPLOAD_SIZE_BYTES", text)).ChunkSize);

    [Fact]
    public void Without_variables_everything_is_secure_and_parallel()
    {
        var options = From(("HOME", "/home/alice"));

        Assert.Empty(options.PlainHttpRegistries);
        Assert.Empty(options.UnverifiedRegistries);
        Assert.Equal((null, 4), (options.UploadMethod, options.Parallelism));
    }

    [Fact]
    public void One_variable_says_how_long_a_registry_may_keep_silent()
    {
        var options = From(("IMAGEBUILD_REGISTRY_TIMEOUT", "5"));

        Assert.Equal(
            (5, 5, 5, 50),
            (options.ConnectTimeout.TotalSeconds, options.ResponseTimeout.TotalSeconds, options.StallTimeout.TotalSeconds, options.CommitTimeout.TotalSeconds));
        Assert.Equal(RegistryOptions.Default.ConnectTimeout, From(("IMAGEBUILD_REGISTRY_TIMEOUT", "600")).ConnectTimeout);
        Assert.Equal(RegistryOptions.Default.CommitTimeout, From().CommitTimeout);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("a minute")]
    public void A_time_that_is_no_number_of_seconds_is_refused(string text) =>
        Assert.Equal(ErrorCodes.InvalidValue, Assert.Throws<ImageBuildException>(() => From(("IMAGEBUILD_REGISTRY_TIMEOUT", text))).Code);

    [Fact]
    public void One_variable_names_a_file_of_authorities() =>
        Assert.Equal("/etc/company.pem", From(("IMAGEBUILD_CA_FILE", "/etc/company.pem")).CertificateAuthorityFile);

    private static RegistryOptions From(params (string Name, string Value)[] variables) =>
        RegistryOptions.FromEnvironment(name => variables.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault());
}

namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A restored package does not have the shape of a runtime pack.</summary>
    public static readonly ErrorCode NotARuntimePack = new(
        "IB4010", "A runtime pack is damaged or not one", "Delete the package's folder from the NuGet package folder and publish again.");

    /// <summary>NuGet has no runtime pack for what was asked.</summary>
    public static readonly ErrorCode RuntimePackNotRestored = new(
        "IB4011", "A runtime pack cannot be restored", "Check the package sources and the runtime identifier; linux-x64 and linux-arm64 have runtime packs.", "CONTAINER1011");

    /// <summary>The apphost template cannot be used.</summary>
    public static readonly ErrorCode InvalidAppHost = new(
        "IB4012", "The executable that starts the application cannot be made", "Set UseAppHost to true and RuntimeIdentifier to the image's, or name the command with ContainerAppCommand items.");

    /// <summary>The runtimeconfig.json in the publish folder is missing or damaged.</summary>
    public static readonly ErrorCode InvalidRuntimeConfig = new(
        "IB4013", "The runtimeconfig.json of the application cannot be read", "Publish an application that targets .NET 8 or later; do not switch GenerateRuntimeConfigurationFiles off.");

    /// <summary>A runtime pack has the locked version but not the locked hash.</summary>
    public static readonly ErrorCode RuntimePackNotLocked = new(
        "IB4014", "A runtime pack is not the one that was locked", "Find out which package source serves another package under that version; delete it from the NuGet package folder and restore it from the right one.");

    /// <summary>A native file of the application needs a library that is not in the image.</summary>
    public static readonly ErrorCode NativeLibraryMissing = new(
        "IB4030", "A native library is missing in the image", "Add the package that has the library as a ContainerPackage item.");

    /// <summary>A native file of the application was linked against a newer library than the image has.</summary>
    public static readonly ErrorCode NativeLibraryTooOld = new(
        "IB4031", "A native library in the image is too old", "Choose a newer ContainerDistribution, or build the native file on the distribution that the image has.");

    /// <summary>The base has no culture data and the application expects some; a warning.</summary>
    public static readonly ErrorCode CulturesMissing = new(
        "IB4032", "The base image has no culture data", "Take the variant of the base image with ICU (its tag ends in -extra), or set InvariantGlobalization.");
}

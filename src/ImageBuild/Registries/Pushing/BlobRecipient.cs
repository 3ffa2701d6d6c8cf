namespace ImageBuild.Registries.Pushing;

/// <summary>A push that needs a blob, and what its plan says of it.</summary>
internal sealed record BlobRecipient(ImagePush Push, PlannedBlob Blob);

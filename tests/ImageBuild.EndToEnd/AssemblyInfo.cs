using System.Runtime.Versioning;

// The real parts these tests talk to (registry, skopeo, umoci, runc) are Debian's.
[assembly: SupportedOSPlatform("linux")]

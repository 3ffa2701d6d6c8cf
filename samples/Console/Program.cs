using System.Runtime.InteropServices;

Console.WriteLine($"Hello from {RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}.");
Console.WriteLine($"User {Environment.UserName}, folder {Environment.CurrentDirectory}");
foreach (var argument in args)
    Console.WriteLine($"Argument: {argument}");

using System.Text;
using ImageBuild.Tool;

// Windows consoles start with a code page that has no lines and bars.
if (OperatingSystem.IsWindows())
    Console.OutputEncoding = Encoding.UTF8;
return await Cli.InvokeAsync(args, Console.Out, Console.Error).ConfigureAwait(false);

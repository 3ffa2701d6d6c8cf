// Exactly what a user types, so that the demo breaks when the first experience does.
void PublishSample()
{
    Information("$ dotnet publish samples/WebApi -t:PublishImage");
    Run("dotnet", new ProcessArgumentBuilder().Append("publish").Append("samples/WebApi").Append("-t:PublishImage"), "Publishing the sample");
}

# Hands every argument to build/build.cake: ./build.ps1 --target=Demo, ./build.ps1 --target=Test
$ErrorActionPreference = 'Stop'
Push-Location $PSScriptRoot
try {
    dotnet tool restore --verbosity quiet
    if ($LASTEXITCODE -eq 0) { dotnet cake build/build.cake @args }
    $code = $LASTEXITCODE
}
finally {
    Pop-Location
}
exit $code

#!/bin/sh
# Hands every argument to build/build.cake: ./build.sh --target=Demo, ./build.sh --target=Test
set -eu
cd "$(dirname "$0")"
dotnet tool restore --verbosity quiet > /dev/null
exec dotnet cake build/build.cake "$@"

#!/bin/bash
# Installs what the end-to-end tests talk to: a real registry, image tools, a container runtime,
# a browser, and the linker that NativeAOT needs.
# Only what is missing is installed, and only as root on a Debian-like system. Elsewhere the missing
# parts are named and the script fails: no test is skipped because a part is absent.
set -euo pipefail
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

# command=package
parts=(
    docker-registry=docker-registry
    skopeo=skopeo
    umoci=umoci
    podman=podman
    runc=runc
    nginx=nginx-light
    htpasswd=apache2-utils
    faketime=faketime
    gpg=gnupg
    xz=xz-utils
    zstd=zstd
    openssl=openssl
    git=git
    jq=jq
    busybox=busybox-static
    mmdebstrap=mmdebstrap
    setpriv=util-linux
    g++=g++
    zsh=zsh
    fish=fish
    chromium=chromium
    chromedriver=chromium-driver
)

missing=()
for part in "${parts[@]}"; do
    command -v "${part%%=*}" > /dev/null || missing+=("${part##*=}")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "The tests need these parts, which are not installed: ${missing[*]}" >&2
    echo "On Debian or Ubuntu: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi

# Packages of services start them at once. The tests start their own on free ports, so this run forbids it.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi

echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" < /dev/null > /dev/null

#!/bin/sh
# Install Debian packages where we may: sh tools/debian.sh PACKAGE...   Where we may not, say so and fail.
set -u
wanted="$*"

if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  echo "Please install it, then try again: sudo apt-get install $wanted" >&2
  exit 1
fi
if ! command -v apt-get >/dev/null; then
  echo "There is no apt-get here; please install $wanted the way your system does, then try again." >&2
  exit 1
fi

echo "Installing $wanted with apt-get."
log=$(mktemp)
install="env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120"
# shellcheck disable=SC2086 -- the words are meant to be split
if { $as_root $install update && $as_root $install install --yes --no-install-recommends $wanted; } >"$log" 2>&1 </dev/null
then
  rm -f "$log"
else
  tail -n 3 "$log" >&2
  rm -f "$log"
  echo "apt-get could not install $wanted." >&2
  exit 1
fi

#!/bin/sh
# Make sure that the browser tests find a browser: the one in $CHROMIUM, one on the PATH, or Debian's headless Chromium.
# Without one they skip with a sentence; with LEARNMENTOR_TESTS_STRICT=1 that is a failure.
set -u

found() {
  for browser in "${CHROMIUM:-}" chromium-headless-shell chromium google-chrome; do
    [ -n "$browser" ] && "$browser" --version >/dev/null 2>&1 && return 0
  done
  return 1
}

found && exit 0
sh "$(dirname "$0")/debian.sh" chromium-headless-shell && found && exit 0
echo "No browser, so the browser tests are skipped. To run them, install Chromium or set CHROMIUM=/path/to/chromium."
[ "${LEARNMENTOR_TESTS_STRICT:-}" != 1 ]

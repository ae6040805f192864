#!/bin/sh
# Make sure that the browser tests find what they need: a browser (the one in $CHROMIUM, one on the PATH, or Debian's
# headless Chromium), and pdftotext, which reads what was printed. Without them they skip with a sentence; with
# LEARNMENTOR_TESTS_STRICT=1 that is a failure.
set -u

a_browser() {
  for browser in "${CHROMIUM:-}" chromium-headless-shell chromium google-chrome; do
    [ -n "$browser" ] && "$browser" --version >/dev/null 2>&1 && return 0
  done
  return 1
}

a_reader() {
  command -v pdftotext >/dev/null
}

wanted=""
a_browser || wanted="chromium-headless-shell"
a_reader || wanted="$wanted poppler-utils"
[ -z "$wanted" ] && exit 0
# shellcheck disable=SC2086 -- the words are meant to be split
sh "$(dirname "$0")/debian.sh" $wanted && a_browser && a_reader && exit 0
a_browser || echo "No browser, so the browser tests are skipped. Install Chromium or set CHROMIUM=/path/to/chromium."
a_reader || echo "No pdftotext, so the tests of printing are skipped. Install poppler-utils."
[ "${LEARNMENTOR_TESTS_STRICT:-}" != 1 ]

"""One person at one segment: progress, active time, and the page that is studied."""

"""What can be studied: units, segments, pages and media, as they were published. Knows nobody who studies."""

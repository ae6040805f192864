"""What can be studied: units, segments, pages, media and programmes, as they were published."""

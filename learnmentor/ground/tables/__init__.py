"""Tables in and out: the letters of a text file, its cells, and cells that no spreadsheet takes for a formula."""

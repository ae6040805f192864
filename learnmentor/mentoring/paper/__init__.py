"""A form as data, from which come the fields of a page, a PDF on A4, and Markdown to fill in offline and bring back."""

"""Outside bodies that validated an award: named by administrators, and said on certificates of those days."""

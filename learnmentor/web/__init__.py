"""What every page shares: access, forms, errors, headers, filters, navigation. Knows no feature."""

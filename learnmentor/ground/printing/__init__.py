"""Documents on paper and pictures: typst, the typefaces that travel with the product, and drawings made harmless."""

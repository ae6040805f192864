"""Pages of programmes that are given away: for whoever reads them, and for whoever gives them."""

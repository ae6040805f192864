"""How the installation signs its certificates: name, words and logo, with a preview."""

"""How people come into a group and go: by a list, a link or a code, having read and accepted what its leader sees."""

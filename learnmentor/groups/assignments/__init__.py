"""What members of a group are asked to study, and by when; and the letter that reminds them, once a week at most."""

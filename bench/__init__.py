"""What measures LearnMentor's speed and size; run with `make bench`, read with bench/README.md."""

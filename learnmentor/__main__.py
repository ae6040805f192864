"""`python -m learnmentor` is `learnmentor`."""

from learnmentor.cli import main

main(prog_name="learnmentor")

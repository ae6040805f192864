"""LearnMentor: half-hour training for mentors of teachers, honest hours, certificates that anyone can check."""

__version__ = "0.1.0"

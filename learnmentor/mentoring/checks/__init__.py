"""Whether the mentoring works: three questions after the second and the fifth meeting, a letter after six weeks without
one, and the mentee's evaluation, which the mentor reads when the mentee says so."""

"""What a CPD year asks of a person: their profile, posts and absences, and the working in words."""

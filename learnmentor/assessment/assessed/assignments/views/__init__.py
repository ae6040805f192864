"""The pages of assignments: what an assessor has to judge and may take, and the coordinator's desk."""

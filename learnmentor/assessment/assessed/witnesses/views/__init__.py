"""Pages of witness notes: a learner asks and reads, a colleague writes by the link of a letter."""

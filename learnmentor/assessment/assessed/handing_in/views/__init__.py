"""Pages of handing in: looking it over, the receipt, and each try as its learner follows it."""

"""Pages of meetings: planned, read, recorded, added to, on paper, taken as CPD; and the private calendar."""

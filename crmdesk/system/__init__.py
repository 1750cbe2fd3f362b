"""This computer: where things live, its clock, fresh ids, secrets, locks, profiles, the log."""

"""Business acts of the trainings: each in one transaction, with its line in the trail."""

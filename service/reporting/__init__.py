"""What compliance officers see of a period: figures out of the decision log, and a page of them."""

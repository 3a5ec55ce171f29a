"""What the files of decision cases look like: people, histories, and what is expected of them.

A case is a history: steps in the order of time, each with its wall-clock time in the case's zone.
Some steps ask for a decision, the others change what is known of the recipient.
"""

"""Makes the states in this folder known to the original: its plugin loader looks for this mapping."""

DYNE = {"states": ["states"]}

"""The second reader: a small linear model that weighs what no rule has put into words.

`features.py` says what it looks at, `weights.txt` what each thing weighs, `model.py` adds them up;
`guardrails/training/` made the weights. Nothing here decides a verdict alone:
`guardrails/second.py` turns a score into a finding that a person can check.
"""

"""Rewording by a model: what it is asked, what it answers, and why most answers are refused.

Read `masking.py` (what a model sees), `judging.py` (what an answer must keep) and `proposing.py`
(one rendition in, one accepted wording or coded refusals out). Nothing here knows a signal, a
recipient or the store.
"""

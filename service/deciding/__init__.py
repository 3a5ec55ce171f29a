"""The steps of `decide` (`service/pipeline.py`), all pure: may a message go, and in which words.

From the top: `escalating` answers a call for help, `attempting` says what one trigger comes to,
`recording` writes the receipt, `arguments` holds what is looked up once for all steps, `composing`
makes the guarded message, `other_words` says which wording goes out, `briefs` what for.
"""

"""The bank: rewordings that a model makes ahead and people approve, one file each."""

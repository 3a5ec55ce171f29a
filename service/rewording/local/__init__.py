"""A small real model on this machine: fetched from a package index, proven by its hash, served."""

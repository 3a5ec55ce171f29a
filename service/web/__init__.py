"""The HTTP shell: it parses a call, asks the service, and writes the answer. It decides nothing."""

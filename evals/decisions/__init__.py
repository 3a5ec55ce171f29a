"""Decision sets: histories on a virtual clock, played through the real `decide`."""

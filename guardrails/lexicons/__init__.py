"""Term lists and the script that builds one of them; read as data, never imported by the guard."""

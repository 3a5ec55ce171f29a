"""What an editor or reviewer does to a library, without any page: look, draft, save, approve."""

"""Who answers an `Ask`: any model behind litellm, or a script in tests."""

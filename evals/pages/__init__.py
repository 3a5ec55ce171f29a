"""A run on paper: an HTML page, JUnit XML, annotations. They show numbers and compute none."""

"""What a new user starts from: an empty study, the codebook, the problem codes."""

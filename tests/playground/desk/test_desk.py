"""The verbs: what they answer, that their code does the same, and what they refuse."""

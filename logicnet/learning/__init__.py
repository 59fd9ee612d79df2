"""Learning: smooth networks, made from threshold networks or at random, and trained.

`nets` holds the type `MLP` and how it runs, `softening` what makes a network into one, with a
certificate, `training` what moves its weights and the classical rules without a hidden layer,
`study` shows how learning goes, `regularisation` what keeps nets from learning by heart, `rules`
the whole way there and back in one call, `data` what to learn from.
"""

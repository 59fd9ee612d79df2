"""Learning: smooth networks, made from threshold networks or at random, and trained.

`mlp.MLP` is the type; `sigmoid` softens a network into one, with a certificate, and hardens it
back; `training` moves its weights, `fine_tuning` is the whole way in one call, `single_layer` the
classical rules without a hidden layer, `datasets` and `tables` what to learn from.
"""

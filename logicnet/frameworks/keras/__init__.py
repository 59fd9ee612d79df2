"""Models of Keras 3: networks as such, and back."""

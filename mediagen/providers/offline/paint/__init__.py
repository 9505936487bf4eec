"""The offline painter: from words to pixels with Pillow and NumPy. `compose.paint` is the way in."""

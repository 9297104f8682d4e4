"""The expectations of every layer, and that nobody is exposed."""

"""German and English summaries and translations of articles, by models on this machine."""

__version__ = "0.1.0"

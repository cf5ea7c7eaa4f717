"""Speed and quality measurements against peers, one command each. Not part of the product."""

"""The recipe that makes the built-in translator; the product never imports it."""

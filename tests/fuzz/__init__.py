"""Does any reader of strangers' bytes break when these are mangled? See ``__main__`` for how to find out."""

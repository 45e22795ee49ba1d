"""What can a person ask for? One file is one command; its name is the command's name."""

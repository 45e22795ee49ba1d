"""A small internet in network namespaces: real servers, the default configuration, nothing but veth pairs."""

"""The deterministic simulation: desks and one server on virtual time and a virtual network. One seed, one run."""

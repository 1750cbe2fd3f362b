"""All of Qt: the window, its screens (one folder each, strangers to each other) and the kit they are made of."""

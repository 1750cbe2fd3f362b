"""Our own server as a Remote: DESIGN 5 seen from the desk."""

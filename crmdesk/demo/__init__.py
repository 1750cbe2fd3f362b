"""Sample data of a small company, a private server with it, and a tour that plays the main job by itself."""

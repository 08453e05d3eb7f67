"""The page and its server. Nothing in here trains, projects or decodes a picture: jobs do."""

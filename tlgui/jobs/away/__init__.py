"""Jobs that are carried out away from here: by an engine, on nodes that see the home's folder and nothing else of this machine."""

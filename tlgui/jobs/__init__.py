"""Jobs: heavy acts (ingest, train, map) in processes of their own, handed out through one queue."""

"""What one takes away from a run: its model, its predictions, a report, and the same run as a command, a script and a notebook."""

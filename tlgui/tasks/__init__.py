"""What a task is without a network: its key, how what it predicts is scored and written."""

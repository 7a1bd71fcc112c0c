"""What every chapter stands on: errors, numbers, readers, values, answers, steps, chains."""

"""What is played: frozen games without algorithms."""

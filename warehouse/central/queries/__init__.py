"""What is asked about far sites and targets."""

"""What is told of far sites and targets: by the API, and at the desk."""

"""What people type about loans. Forms check the shape; the rules are the services'."""

"""What the controls and texts of the page show."""

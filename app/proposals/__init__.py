"""What the page proposes for a function: hyper-parameters, a start and a view with a run worth seeing."""

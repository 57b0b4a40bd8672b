// The map of the basins: its image has indices of the colours of all attractors and kinds of ends; 255 is none.

// Returns the columns of the source `basins`; without a map they are empty.
export function basin_columns(map) {
  const names = ["image", "x", "y", "dw", "dh"]
  return { basins: Object.fromEntries(names.map((name) => [name, map ? [map[name]] : []])) }
}

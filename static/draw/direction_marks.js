// Marks of direction along a line, on the map (run_columns.js) and in three dimensions (scene/directions.js).

export const SHORT = 60 // px; a shorter line has none
export const EVERY = 100 // px from one to the next
export const MOST_MARKS = 7
export const REACH = 5 // px of the line before and behind one, which decide where it points
export const BENT = 1.5 // of the reach: a line that bends more, or is interrupted, has no mark there
export const APART = 20 // px from one to another, and to the ends of the line
export const ARM = 7 // px
export const ARMS = 0.8 * Math.PI // from its direction to its arms

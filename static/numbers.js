// How numbers are written in words and tables.

export function short(value, digits = 5) {
  if (value === null || !Number.isFinite(value)) return "–"
  const size = Math.abs(value)
  const text = size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(digits - 2) : String(Number(value.toPrecision(digits)))
  return text.replaceAll("-", "−")
}

// The style sheets' tokens (tokens.css) in the current theme.

// Returns token(name).
/** @returns {(name: Token) => string} */
export function token_reader() {
  const style = getComputedStyle(document.documentElement)
  return (name) => style.getPropertyValue(`--${name}`).trim()
}

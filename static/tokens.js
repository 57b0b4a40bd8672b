// The tokens of the style sheets (tokens.css) as the present theme has them.

// Returns token(name).
/** @returns {(name: Token) => string} */
export function token_reader() {
  const style = getComputedStyle(document.documentElement)
  return (name) => style.getPropertyValue(`--${name}`).trim()
}

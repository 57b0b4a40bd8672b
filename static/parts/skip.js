// The first stop of the Tab key: a link that leads to the figure.

/** @param {HTMLElement} place */
export function skip(place) {
  place.addEventListener("click", (event) => {
    event.preventDefault() // the address is the page's own
    /** @type {NodeListOf<HTMLElement>} */
    const figures = document.querySelectorAll(".stage [role=application]")
    ;[...figures].find((figure) => figure.checkVisibility())?.focus()
  })
}

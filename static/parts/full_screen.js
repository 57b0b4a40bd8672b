// Full screen: the page without the browser around it.

export function full_screen() {
  if (document.fullscreenElement) document.exitFullscreen()
  else document.documentElement.requestFullscreen()
}

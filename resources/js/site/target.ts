import up from './unpoly'

const name = 'is-target'

/** Marks the target of the address. Browsers do not, if a script changes the address. */
function markTarget() {
  document.querySelectorAll(`.${name}`).forEach((element) => element.classList.remove(name))
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.classList.add(name)
}

up.on('up:location:changed up:fragment:inserted', markTarget)
window.addEventListener('hashchange', markTarget)

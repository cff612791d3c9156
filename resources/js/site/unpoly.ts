// A tenth smaller than what Vite makes of the package's main file.
import 'unpoly/unpoly.min.js'

declare global {
  interface Window {
    up: any
  }
}

const up = window.up
up.log.config.banner = false
export default up

// Unpoly follows all links and submits all forms, without attributes on them.
up.link.config.followSelectors.push('a[href^="/"]')
up.form.config.submitSelectors.push('form')
up.link.config.noFollowSelectors.push('a[href="/health"]')

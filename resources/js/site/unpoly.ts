// A tenth smaller than Vite's output for the other file.
import 'unpoly/unpoly.min.js'

declare global {
  interface Window {
    up: any
  }
}

const up = window.up
up.log.config.banner = false
export default up

// Links and forms of the whole site are Unpoly's, without an attribute on each.
up.link.config.followSelectors.push('a[href^="/"]')
up.form.config.submitSelectors.push('form')
up.link.config.noFollowSelectors.push('a[href="/health"]')

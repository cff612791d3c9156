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
// What a link leads to stands clear of the window's edge and of the development bar.
up.viewport.config.revealPadding = 16
up.viewport.config.fixedBottomSelectors.push('.development')
up.link.config.noFollowSelectors.push('a[href="/health"]')

import '../css/app.css'
import up from './site/unpoly'
import './site/announce'
import './site/failures'
import './site/once'
import './site/return'
import Alpine from 'alpinejs'
import axios from 'axios'
import { believed, onChange, page } from './session/page'
import { resendRefused } from './session/resend'
import { respond } from './session/respond'
import { listenToTabs } from './session/tabs'
import { verdict } from './session/verdict'
import { watch } from './session/watch'

// The layout's <main> says through this component whom the page was rendered for.
Alpine.data('page', page)
Alpine.start()

// The lesson: on return, what the page believed when it was rendered meets what the server says now.
const ask = watch((answer) =>
  respond(verdict({ ...believed(), isAuthenticated: window.isAuthenticated }, answer)),
)

listenToTabs(ask)
onChange(() => up.cache.evict())
resendRefused()

// For the pages' own requests, which are resent like forms.
window.axios = axios

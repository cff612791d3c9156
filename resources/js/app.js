import '../css/app.css'
import Alpine from 'alpinejs'
import axios from 'axios'
import './site/code'
import './site/contents'
import './site/development'
import './site/flash'
import './site/sessionEnd'
import './site/target'
import './site/times'
import './site/title'
import up from './site/unpoly'
import { start } from '../../packages/adonis-welcome-back/browser'

const { onReturn, judge, respond } = start({ Alpine, axios, up })
Alpine.start()

// The comparison: on return, compare what this page was rendered with and what /api/user/check returns now.
onReturn((answer) => {
  const isExpired = window.isAuthenticated && answer.isAuthenticated === false
  respond(isExpired ? 'expired' : judge(answer))
})

// Lets scripts of the pages use axios, so that their refused requests are sent again.
window.axios = axios

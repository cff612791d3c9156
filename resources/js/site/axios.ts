import axios from 'axios'
import { recoverAxios } from '../../../packages/adonis-welcome-back/browser'

declare global {
  interface Window {
    axios: typeof axios
  }
}

/** Lets scripts of the pages use axios, so that their refused requests are sent again. */
recoverAxios(axios)
window.axios = axios

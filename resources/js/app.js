import '../css/app.css'
import Alpine from 'alpinejs'
import './site/code'
import './site/comment'
import './site/contents'
import './site/count'
import './site/development'
import './site/flash'
import './site/sending'
import './site/sessionEnd'
import './site/target'
import './site/times'
import './site/timeline'
import './site/title'
import up from './site/unpoly'
import { start } from '../../packages/adonis-welcome-back/browser'

const { check, onCheck, reset } = start({ Alpine, up })
Alpine.start()

// When the window gets the focus, ask /api/user/check ...
window.addEventListener('focus', check)

// ... and compare what this page was rendered with and what the server returns now.
onCheck((isAuthenticated) => {
  if (window.isAuthenticated && !isAuthenticated) reset()
})

// Only a signed-in viewer's page has something to send by script.
document.addEventListener('session:ends', () => import('./site/axios'), { once: true })

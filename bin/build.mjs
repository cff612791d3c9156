// `npm run build`: what `npm start` serves, in build/.
import { needNode, run } from './checks.mjs'

needNode()
run('node_modules/vite/bin/vite.js', 'build')
run('ace', 'build', '--production')
console.log('Built. Start it: npm start')

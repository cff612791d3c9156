// `npm run build`: what `npm start` serves, in build/.
import { needFolder, needNode, run } from './checks.mjs'

needNode()
needFolder()
run('node_modules/vite/bin/vite.js', 'build')
run('ace', 'build', '--production')
console.log('Built. Start it: npm start')

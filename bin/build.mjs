// `npm run build` creates build/, which `npm start` serves, with the sources that the site shows.
import { cpSync, readFileSync } from 'node:fs'
import { requireFolder, requireNode, run } from './checks.mjs'

requireNode()
requireFolder()
run('bin/highlight.mjs')
run('node_modules/vite/bin/vite.js', 'build')
run('ace', 'build', '--production')
for (const path of JSON.parse(readFileSync('resources/highlighted/files.json')))
  cpSync(path, `build/source/${path}`)
console.log('Built. Start it: npm start')

import { mkdirSync, writeFileSync } from 'node:fs'
import { defineConfig } from 'vite'

const folder = 'public/assets'

/** Tells the layout which files to load, in the form that the framework's Vite driver reads. */
function entrypoints() {
  return {
    name: 'entrypoints',
    writeBundle(_options, bundle) {
      const names = Object.keys(bundle).map((name) => `/assets/${name}`)
      const app = {
        js: names.filter((name) => /app-.*\.js$/.test(name)),
        css: names.filter((name) => name.endsWith('.css')),
      }
      mkdirSync(folder, { recursive: true })
      writeFileSync(`${folder}/entrypoints.json`, JSON.stringify({ url: '/assets', entrypoints: { app } }))
    },
  }
}

export default defineConfig({
  base: '/assets/',
  publicDir: false,
  plugins: [entrypoints()],
  build: {
    outDir: folder,
    assetsDir: '',
    emptyOutDir: true,
    modulePreload: false,
    rolldownOptions: { input: { app: 'resources/js/app.js' } },
  },
})

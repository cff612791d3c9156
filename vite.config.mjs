import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig } from 'vite'

const folder = 'public/assets'

/** Writes the list of files that the layout loads, in the format of the framework's Vite driver. */
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

/** Compresses the build with the best quality, which is too slow for each request or each change in development. */
function compress() {
  return {
    name: 'compress',
    writeBundle(_options, bundle) {
      if (this.meta.watchMode) return
      for (const name of Object.keys(bundle)) {
        const content = readFileSync(`${folder}/${name}`)
        writeFileSync(`${folder}/${name}.br`, brotliCompressSync(content))
        writeFileSync(`${folder}/${name}.gz`, gzipSync(content, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  base: '/assets/',
  publicDir: false,
  plugins: [entrypoints(), compress()],
  build: {
    outDir: folder,
    assetsDir: '',
    emptyOutDir: true,
    modulePreload: false,
    rolldownOptions: { input: { app: 'resources/js/app.js' } },
  },
})

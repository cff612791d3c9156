import { defineConfig } from 'vite'

export default defineConfig({
  base: '/assets/',
  publicDir: false,
  build: {
    outDir: 'public/assets',
    rolldownOptions: {
      input: { app: 'resources/js/app.js' },
      output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
})

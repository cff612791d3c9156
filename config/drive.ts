import Application from '@ioc:Adonis/Core/Application'
import { driveConfig } from '@adonisjs/core/build/config'

// The site stores no files; the framework asks for a disk all the same.
export default driveConfig({
  disk: 'local',
  disks: {
    local: {
      driver: 'local',
      visibility: 'private',
      root: Application.tmpPath('uploads'),
      serveFiles: false,
    },
  },
})

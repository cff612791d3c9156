import Application from '@ioc:Adonis/Core/Application'
import { driveConfig } from '@adonisjs/core/build/config'

// The framework needs a disk.
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

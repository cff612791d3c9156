import Application from '@ioc:Adonis/Core/Application'
import { hashConfig } from '@adonisjs/core/build/config'

// The first recommendation of OWASP for scrypt.
const cost = Application.inTest ? 2 ** 4 : 2 ** 17
const blockSize = 8
const memory = 2 * 128 * cost * blockSize

export default hashConfig({
  default: 'scrypt',
  list: {
    scrypt: {
      driver: 'scrypt',
      cost,
      blockSize,
      parallelization: 1,
      saltSize: 16,
      keyLength: 64,
      maxMemory: memory,
      // Node uses this name for the limit.
      ...{ maxmem: memory },
    },
  },
})

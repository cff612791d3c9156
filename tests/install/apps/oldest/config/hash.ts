import { HashConfig } from '@ioc:Adonis/Core/Hash';

const hashConfig: HashConfig = {
  default: 'scrypt',
  list: {
    scrypt: { driver: 'scrypt', cost: 1024, blockSize: 8, parallelization: 1, saltSize: 16, keyLength: 64, maxMemory: 32 * 1024 * 1024 },
  },
};

export default hashConfig;

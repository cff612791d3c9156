import Tokens from 'csrf'

/** A guest's first page would wait for a secret in Node's thread pool, where passwords are verified. */
export function createSecretsAtOnce() {
  Tokens.prototype.secret = async function (this: Tokens) {
    return this.secretSync()
  }
}

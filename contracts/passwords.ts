// Ambient modules need a file without imports and exports.

declare module 'fxa-common-password-list' {
  const list: { test(password: string): boolean }
  export default list
}

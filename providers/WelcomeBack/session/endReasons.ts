export const endMessages = {
  expired: 'Your session has expired.',
  'signed-out': 'You are signed out.',
  revoked: 'You were signed out from another device.',
  'password-changed': 'Your password was changed, so you were signed out here.',
  'account-deleted': 'Your account was deleted.',
  copied: 'An old copy of the cookie that remembered you here was used, so this device was signed out.',
  'too-many': 'You signed in on too many other devices, so you were signed out here.',
  replaced: 'A newer session has taken the place of this one.',
} as const

export type EndReason = keyof typeof endMessages

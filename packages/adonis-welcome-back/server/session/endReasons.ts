/** The message for each reason. */
export const endMessages = {
  expired: 'Your session has expired.',
  'signed-out': 'You are signed out.',
  revoked: 'You were signed out from another device.',
  'password-changed': 'Your password was changed, so you were signed out here.',
  'account-deleted': 'Your account was deleted.',
  copied: 'Somebody used an old copy of this device’s cookie, so the device was signed out.',
  'too-many': 'You signed in on too many other devices, so you were signed out here.',
  'by-administrator': 'An administrator signed you out.',
  replaced: 'You signed in again, so this session ended.',
} as const

export type EndReason = keyof typeof endMessages

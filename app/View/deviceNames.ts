import type { DateTime } from 'luxon'

interface Device {
  id: string
  name: string
  signedInAt: DateTime
}

/** Returns a name for each id. Devices with equal names get numbers, in the order of their sign-in. */
export function deviceNames(devices: Device[]): Record<string, string> {
  const sorted = [...devices].sort((one, other) => one.signedInAt.toMillis() - other.signedInAt.toMillis())
  return Object.fromEntries(
    sorted.map(({ id, name }) => {
      const equal = sorted.filter((device) => device.name === name)
      const number = equal.findIndex((device) => device.id === id) + 1
      return [id, equal.length > 1 ? `${name} (${number})` : name]
    }),
  )
}

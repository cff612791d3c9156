import { isIPv6 } from 'net'
import ipaddr from 'ipaddr.js'

/** Returns the address, or for IPv6 its network of 64 bits, because one person can have all its addresses. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address.slice(0, 45)
  const parsed = ipaddr.process(address)
  return parsed.kind() === 'ipv6'
    ? parsed.toNormalizedString().split(':').slice(0, 4).join(':')
    : parsed.toString()
}

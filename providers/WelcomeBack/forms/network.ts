import { isIPv6 } from 'net'
import ipaddr from 'ipaddr.js'

/** Returns whose an address is: in IPv6, one person has as many as there are in a network of 64 bits. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address.slice(0, 45)
  const parsed = ipaddr.process(address)
  return parsed.kind() === 'ipv6'
    ? parsed.toNormalizedString().split(':').slice(0, 4).join(':')
    : parsed.toString()
}

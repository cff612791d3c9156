import Server from '@ioc:Adonis/Core/Server'
import Stream, { changeEvent } from './Stream'

const maxPerSession = 5
const maxPerProcess = 2_000
const heartbeatMs = 25_000

const streams = new Set<Stream>()
let heartbeats: NodeJS.Timeout | undefined

/** A stopping server accepts no stream. */
export const isFull = (stamp: string) =>
  !Server.instance?.listening ||
  streams.size >= maxPerProcess ||
  find((stream) => stream.stamp === stamp).length >= maxPerSession

export function add(stream: Stream) {
  streams.add(stream)
  stream.whenClosed(() => remove(stream))
  heartbeats ??= setInterval(() => streams.forEach((open) => open.sendHeartbeat()), heartbeatMs).unref()
}

export const find = (condition: (stream: Stream) => boolean) => [...streams].filter(condition)

export const notify = (stream: Stream) => end(stream, changeEvent)

export const endAll = () => streams.forEach((stream) => end(stream))

function end(stream: Stream, last?: string) {
  if (remove(stream)) stream.end(last)
}

function remove(stream: Stream): boolean {
  const wasOpen = streams.delete(stream)
  if (streams.size === 0) {
    clearInterval(heartbeats)
    heartbeats = undefined
  }
  return wasOpen
}

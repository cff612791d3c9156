import Server from '@ioc:Adonis/Core/Server'
import Stream, { changeEvent } from './Stream'

const maxPerSession = 5
const maxPerProcess = 2_000
const heartbeatMs = 25_000

/** The open streams of this process. */
const streams = new Set<Stream>()
let heartbeats: NodeJS.Timeout | undefined

/** Returns whether this process, or this session, has as many streams as it may have. A server that stops has none. */
export const isFull = (stamp: string) =>
  !Server.instance?.listening ||
  streams.size >= maxPerProcess ||
  find((stream) => stream.stamp === stamp).length >= maxPerSession

/** Keeps a stream until either side closes it. */
export function add(stream: Stream) {
  streams.add(stream)
  stream.whenClosed(() => remove(stream))
  heartbeats ??= setInterval(() => streams.forEach((open) => open.sendHeartbeat()), heartbeatMs).unref()
}

export const find = (condition: (stream: Stream) => boolean) => [...streams].filter(condition)

/** Says that the session has changed, and ends the stream. */
export const tell = (stream: Stream) => end(stream, changeEvent)

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

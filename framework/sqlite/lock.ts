import { setTimeout } from 'timers/promises'
import { isLocked, locked } from './errors'

const timeoutMs = 3_000
const retryMs = 40
/** More waiting writes would use the connections that reads need. */
const maxWaiting = 20
const lockedAfterMs = 200

/** SQLite allows one writing connection at a time. Writes of this process run in the order of their requests. */
let lastTurn: Promise<unknown> = Promise.resolve()
let waiting = 0
let lockedSince: number | null = null

/**
 * Waits for earlier writes of this process, and then until `begin` takes the lock, for 3,000 ms in all. Other requests
 * run meanwhile. Returns a function that lets the next write run.
 */
export async function takeLock(begin: () => void): Promise<() => void> {
  const until = Date.now() + timeoutMs
  const endTurn = await takeTurn(until)
  try {
    await whenUnlocked(begin, until)
    return endTurn
  } catch (error) {
    endTurn()
    throw error
  }
}

async function takeTurn(until: number): Promise<() => void> {
  if (waiting >= maxWaiting && lockedSince && Date.now() - lockedSince > lockedAfterMs) throw locked()

  const before = lastTurn
  let endTurn = () => {}
  lastTurn = new Promise<void>((resolve) => (endTurn = resolve))
  waiting++
  try {
    await waitForTurn(before, until)
    return endTurn
  } catch (error) {
    before.then(endTurn)
    throw error
  } finally {
    waiting--
  }
}

async function waitForTurn(turn: Promise<unknown>, until: number) {
  const timer = new AbortController()
  const late = setTimeout(Math.max(0, until - Date.now()), 'late', { signal: timer.signal }).catch(() => {})
  const outcome = await Promise.race([turn, late])
  timer.abort()
  if (outcome === 'late') throw locked()
}

async function whenUnlocked(take: () => void, until: number) {
  waiting++
  try {
    while (!isTaken(take)) {
      if (Date.now() > until) throw locked()
      await setTimeout(retryMs)
    }
  } finally {
    waiting--
  }
}

function isTaken(take: () => void) {
  try {
    take()
    lockedSince = null
    return true
  } catch (error) {
    if (!isLocked(error)) throw error
    lockedSince ??= Date.now()
    return false
  }
}

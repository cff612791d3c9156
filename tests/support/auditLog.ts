import { symbols } from 'pino'
import Logger from '@ioc:Adonis/Core/Logger'

export type Line = Record<string, unknown>

/** Returns what the site logs, at its usual level, while the action runs. */
export async function logOf(action: () => Promise<unknown>): Promise<Line[]> {
  const { level } = Logger
  const { pino } = Logger as any
  const stream = pino[symbols.streamSym]
  const lines: Line[] = []

  pino[symbols.streamSym] = { write: (line: string) => void lines.push(JSON.parse(line)) }
  Logger.level = 'info'
  try {
    await action()
  } finally {
    Logger.level = level
    pino[symbols.streamSym] = stream
  }
  return lines
}

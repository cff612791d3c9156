import { hasSessionHead } from './page'
import { request } from './request'

const timeoutMs = 5_000

/** Fetches head and header of the living session. Returns null without a response. */
export async function fetchPage(): Promise<Document | null> {
  try {
    const response = await request('/api/user/page', timeoutMs)
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    return response.ok && hasSessionHead(page) ? page : null
  } catch {
    return null
  }
}

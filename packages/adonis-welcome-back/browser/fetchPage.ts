import { axios } from './environment'

const timeoutMs = 5_000

/** Fetches head and header of the living session. Returns null without a response. */
export async function fetchPage(): Promise<Document | null> {
  try {
    const { data } = await axios.get<Document>('/api/user/page', {
      timeout: timeoutMs,
      responseType: 'document',
    })
    return data?.querySelector('meta[name=session-stamp]') ? data : null
  } catch {
    return null
  }
}

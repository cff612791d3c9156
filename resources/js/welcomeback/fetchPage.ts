import { axios } from './environment'

const timeoutMs = 5_000

/** Fetches the head and header of a page as the server renders them now. Returns null without an answer. */
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

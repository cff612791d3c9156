import type { InternalAxiosRequestConfig } from 'axios'
import { axios } from './environment'
import { isAnythingPressed } from './presses'

/** A silent request is the page's own: nothing is lost if it fails. */
export type Request = InternalAxiosRequestConfig & { isResent?: boolean; isSilent?: boolean }

let count = 0

/** Returns whether a form or a request that changes something is being sent. */
export const isSending = () => count > 0 || isAnythingPressed()

export const changesSomething = ({ method }: InternalAxiosRequestConfig) => !isSafe(method ?? 'get')

/** Returns whether requests with this method change nothing. */
export const isSafe = (method: string) => /^(get|head|options)$/i.test(method)

/** Counts a request that changes something while the action runs. */
export async function whileSending<Result>(action: () => Promise<Result>): Promise<Result> {
  count++
  try {
    return await action()
  } finally {
    count--
  }
}

/** Must be called after `resendRefused`, so that a request counts until its last attempt has ended. */
export function countRequests() {
  const step = (config: Request | undefined, by: number) => {
    if (config && changesSomething(config) && !config.isSilent) count += by
  }
  axios.interceptors.request.use((config) => {
    step(config, 1)
    return config
  })
  axios.interceptors.response.use(
    (response) => {
      step(response.config, -1)
      return response
    },
    (error) => {
      step(error.config, -1)
      throw error
    },
  )
}

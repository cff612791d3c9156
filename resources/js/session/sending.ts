import axios, { type InternalAxiosRequestConfig } from 'axios'

let count = 0

/** Whether a request of axios that changes something waits for its outcome. Unpoly's are waited for by `settled`. */
export const isSending = () => count > 0

export const changesSomething = ({ method }: InternalAxiosRequestConfig) =>
  !/^(get|head|options)$/i.test(method ?? 'get')

/** Counts such requests. Is to be called after what resends them, so that each counts until there is no more to try. */
export function countRequests() {
  const step = (config: InternalAxiosRequestConfig | undefined, by: number) => {
    if (config && changesSomething(config)) count += by
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

import type { AxiosStatic } from 'axios'

/** What an app hands to `start`. */
export interface Options {
  axios: AxiosStatic
  up: any
  Alpine: { data(name: string, component: unknown): void }
}

export let axios: AxiosStatic
export let up: any

export function use(options: Options) {
  axios = options.axios
  up = options.up
}

import type { ResponseContract } from '@ioc:Adonis/Core/Response'

/** Removes a cookie from the response. The browser keeps the one it has. */
export function omitCookie(response: ResponseContract, name: string) {
  const cookies = [response.getHeader('set-cookie') ?? []].flat() as string[]
  const others = cookies.filter((cookie) => !cookie.startsWith(`${name}=`))
  if (others.length) response.header('set-cookie', others)
  else response.removeHeader('set-cookie')
}

import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import type { ResolvedMiddlewareHandler } from '@ioc:Adonis/Core/Middleware'
import type { ResolvedRouteHandler, RouteNode } from '@ioc:Adonis/Core/Route'
import Application from '@ioc:Adonis/Core/Application'
import Server from '@ioc:Adonis/Core/Server'

type Handle = (ctx: HttpContextContract) => Promise<unknown>
type Middleware = (ctx: HttpContextContract, next: () => Promise<unknown>, args: string[]) => Promise<unknown>

/**
 * The framework creates middleware and controllers for each request. This creates one chain for each route, at its
 * first request. So middleware and controllers must not store anything about a request.
 */
export function compileRoutes() {
  const { precompiler } = Server as any
  precompiler.setFinalHandler = ({ meta }: RouteNode) => {
    let handle: Handle = async (ctx) => {
      handle = await chainOf(meta.resolvedMiddleware!, meta.resolvedHandler!)
      return handle(ctx)
    }
    meta.finalHandler = (ctx: HttpContextContract) => handle(ctx)
  }
}

async function chainOf(middleware: ResolvedMiddlewareHandler[], handler: ResolvedRouteHandler) {
  const action = await actionOf(handler)
  const steps = await Promise.all(middleware.map(handleOf))
  return steps.reduceRight<Handle>(
    (next, step, index) => (ctx) => step(ctx, () => next(ctx), middleware[index].args),
    async (ctx) => {
      const result = await action(ctx)
      const { response } = ctx
      if (result !== undefined && result !== response && !response.hasLazyBody) response.send(result)
    },
  )
}

async function actionOf(handler: ResolvedRouteHandler): Promise<Handle> {
  if (handler.type === 'function') return handler.handler
  const controller: any = await Application.container.makeAsync(handler.namespace)
  return (ctx) => controller[handler.method](ctx)
}

async function handleOf(middleware: ResolvedMiddlewareHandler): Promise<Middleware> {
  if (middleware.type === 'function') return middleware.value
  const { default: Class } = await (middleware as any).value()
  const instance: any = await Application.container.makeAsync(Class)
  return (ctx, next, args) => instance.handle(ctx, next, args)
}

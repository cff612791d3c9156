import { Props } from 'edge.js/build/src/Component/Props'
import { EdgeRenderer } from 'edge.js/build/src/Renderer'
import { Template } from 'edge.js/build/src/Template'

type Render = (...args: unknown[]) => unknown

/** Edge parses an `@include` on every render. This caches the result, except in development. */
export function compileOnce() {
  const prototype = Template.prototype as any
  for (const method of ['compilePartial', 'compileComponent', 'wrapToFunction']) {
    const compile = prototype[method]
    const kept = new WeakMap<object, Map<string, Render>>()

    prototype[method] = function (this: any, ...args: string[]): Render {
      if (!this.compiler.options.cache) return compile.apply(this, args)
      if (!kept.has(this.compiler)) kept.set(this.compiler, new Map())
      const functions = kept.get(this.compiler)!
      const key = args.length === 1 ? args[0] : args.join()
      if (!functions.has(key)) functions.set(key, compile.apply(this, args))
      return functions.get(key)!
    }
  }
}

/** Edge searches the whole page for the line break at its end. */
export function trimTheEnd() {
  const prototype = Template.prototype as any
  prototype.trimTopBottomNewLines = (text: string) =>
    text.replace(/^\r?\n/, '').slice(0, text.endsWith('\r\n') ? -2 : text.endsWith('\n') ? -1 : undefined)
}

/** Edge copies all globals for each render and each component. With this, a state inherits them. */
export function inheritGlobals() {
  const stateOf = ({ globals = Object.prototype, sharedState }: any, ...values: object[]) =>
    Object.assign(Object.create(globals), sharedState, ...values)

  Object.assign(EdgeRenderer.prototype, {
    share(this: any, values: object) {
      Object.assign(this.locals, values)
      return this
    },
    async render(this: any, path: string, values = {}) {
      const template: any = new Template(this.asyncCompiler, {}, {}, this.processor)
      Object.assign(template, { globals: this.globals, sharedState: this.locals })
      return template.render(path, values)
    },
  })

  Object.assign(Template.prototype, {
    renderCompiled(this: any, compiled: string, values: object) {
      const state = stateOf(this, values)
      const finish = (output: string) =>
        this.processor.executeOutput({ output: this.trimTopBottomNewLines(output), template: this, state })
      const output = this.wrapToFunction(compiled)(this, state, {})
      return this.compiler.async ? output.then(finish) : finish(output)
    },
    getComponentState(props: object, $slots: object, $caller: object) {
      return stateOf(this, props, { $slots, $caller, $props: new Props(props) })
    },
  })
}

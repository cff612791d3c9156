import { up } from '../environment'
import { showMessage } from '../messages'
import { token } from '../page'
import { drop, end, isNext, type Press } from '../presses'
import { recover } from '../resend'

type Button = HTMLButtonElement | HTMLInputElement

const notSent = 'This was not sent. Your text is still here: please send it again.'
const ends = ['onRendered', 'onFinished', 'onFailRendered', 'onFailFinished', 'onError']

let submission: SubmitEvent | undefined

/**
 * Sends each press of a form of Unpoly once: as the browser would send it, not while the same press is being sent, and
 * again after the server has refused it with a verdict.
 */
export function sendFormsOnce() {
  document.addEventListener('submit', prepare, true)
  up.form.config.noSubmitSelectors.push('[method=dialog i]')
  up.on('up:form:submit', start)
  up.on('up:fragment:loaded', resend)
}

/** Sends a form without a button. Unpoly leaves forms with other targets, and those that it makes itself, to the browser. */
export function submit(form: HTMLFormElement): boolean {
  const isOurs = up.form.isSubmittable(form) && !form.matches('.up-request-loader')
  if (isOurs) up.submit(form, { submitButton: false, confirm: false }).catch(() => {})
  return isOurs
}

/** Leaves a press to the browser if its button says what Unpoly cannot do, and the form names no target for Unpoly. */
function prepare(event: SubmitEvent) {
  const { submitter: button, target: form } = (submission = event)
  if (!button?.matches(buttonsOfBrowser) || [button, form as Element].some(isForUnpoly)) return
  button.setAttribute('up-submit', 'false')
}

const buttonsOfBrowser = '[formtarget]:not([formtarget=_self i]), [formmethod=dialog i]'
const isForUnpoly = (element: Element) => element.matches('[up-target], [up-layer], [up-submit]')

function start(event: any) {
  const { form, renderOptions } = event
  if (event.defaultPrevented) return
  if (isSubmitting(form)) asBrowser(form, submission!.submitter as Button | null, renderOptions)
  if (renderOptions.submitButton === false) asBrowser(form, null, renderOptions)
  if (new URL(renderOptions.url, location.href).origin !== location.origin) return

  const press = pressOf(event)
  if (isNext(press)) follow(press, renderOptions)
  else event.preventDefault()
}

/** Returns whether the browser is submitting the form, and not a script of the app by Unpoly. */
const isSubmitting = (form: Element) => submission?.target === form && submission?.eventPhase !== Event.NONE

/**
 * Unpoly knows neither `formenctype` nor the place where an image was pressed nor fields of custom elements. It sends
 * fields of a disabled `fieldset`, and the first button of a form that `requestSubmit()` sends without a button.
 */
function asBrowser(form: HTMLFormElement, button: Button | null, renderOptions: any) {
  Object.assign(renderOptions, up.form.destinationOptions(form, { submitButton: button ?? false }))
  if (button?.hasAttribute('formenctype')) renderOptions.contentType = button.formEnctype
  const added = [form, button].map((element) => element && up.element.jsonAttr(element, 'up-params'))
  renderOptions.params = up.Params.merge(fieldsOf(form, button), ...added)
}

function fieldsOf(form: HTMLFormElement, button: Button | null) {
  const fields = new up.Params()
  for (const [name, value] of new FormData(form, button)) if (!isMissingFile(value)) fields.add(name, value)
  return fields
}

/** The browser sends an empty file for a field without a file. Unpoly would then send no form without files. */
const isMissingFile = (value: FormDataEntryValue) => value instanceof File && !value.name && !value.size

function pressOf({ form, submitButton, renderOptions }: any): Press {
  const press: Press = {
    form,
    content: contentOf(renderOptions, submitButton),
    changesSomething: !up.network.isSafeMethod(renderOptions.method),
    send() {
      follow(press, renderOptions)
      send(renderOptions)
    },
  }
  return press
}

const ownFields = ['_csrf', '_viewer', '_page']

/** Leaves out what differs between two presses of the same button. */
function contentOf({ method, params, url }: any, button?: Button) {
  const fields = new up.Params(params)
  for (const name of ownFields) fields.delete(name)
  if (button?.type === 'image')
    for (const axis of 'xy') fields.delete(button.name ? `${button.name}.${axis}` : axis)
  return JSON.stringify([method, url, fields.toArray().map(described)])
}

const described = ({ name, value }: { name: string; value: unknown }) =>
  value instanceof File ? [name, value.name, value.size, value.lastModified] : [name, value]

/** Ends the press with the last of its requests: rendered, failed, aborted, or never started. */
function follow(press: Press, renderOptions: any) {
  renderOptions.press = press
  for (const name of ends) {
    const callback = renderOptions[name]
    renderOptions[name] = (...values: unknown[]) => {
      callback?.(...values)
      if (!press.isRefused) end(press)
    }
  }
}

async function resend(event: any) {
  const { request, response, renderOptions } = event
  const { press } = renderOptions
  const verdict = response.header('X-Session-Verdict')
  if (!verdict || request.isSafe()) return

  event.preventDefault()
  if (press) press.isRefused = true
  const canBeSent = !renderOptions.isResent && (await recover(verdict))
  if (press) press.isRefused = false
  if (canBeSent) return send({ ...renderOptions, isResent: true, confirm: false })

  if (press) drop(press)
  showMessage(renderOptions, notSent)
}

/** Sends a form with the token of the living session. The page may have replaced the form meanwhile. */
function send(renderOptions: any) {
  const params = new up.Params(renderOptions.params)
  params.set('_csrf', token())
  const origin = renderOptions.origin?.isConnected ? renderOptions.origin : undefined
  up.render({ ...renderOptions, params, origin }).catch(() => {})
}

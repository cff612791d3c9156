import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import type User from 'App/Models/User'
import { ada, emptyDatabase, expireSessions } from '../support/database'
import { comeBack, dialog, flash, lesson, openAs } from '../support/browser'
import { origin } from '../support/visitor'

/** Adds elements outside the main area, as an app could have them. */
const add = (page: Page, html: string) =>
  page.evaluate(
    (html) => document.querySelector('.site-footer')!.insertAdjacentHTML('beforebegin', html),
    html,
  )

async function focusAndType(page: Page, selector: string) {
  await page.locator(selector).focus()
  await page.keyboard.type('typed')
}

async function centre(page: Page, selector: string): Promise<[number, number]> {
  const { x, y, width, height } = (await page.locator(selector).boundingBox())!
  return [x + width / 2, y + height / 2]
}

/** Adds an element with a shadow root that contains a field. */
const addShadow = (page: Page, mode: 'open' | 'closed') =>
  page.evaluate((mode) => {
    const host = Object.assign(document.createElement('text-field'), { id: 'host' })
    const root = host.attachShadow({ mode, delegatesFocus: true })
    root.append(document.createElement('input'))
    document.body.append(host)
  }, mode)

const changes: Record<string, (page: Page) => Promise<unknown>> = {
  'a rich text': async (page) => {
    await add(page, '<div id="editor" contenteditable><p>Old</p></div>')
    await focusAndType(page, '#editor')
  },
  'an editor that prevents the input and writes itself': async (page) => {
    await add(page, '<div id="editor" contenteditable></div>')
    await page.evaluate(() => {
      const editor = document.querySelector('#editor')!
      editor.addEventListener('beforeinput', (event) => {
        event.preventDefault()
        editor.textContent += (event as InputEvent).data!
      })
    })
    await focusAndType(page, '#editor')
  },
  'a field with a mask that prevents the keys and writes itself': async (page) => {
    await add(page, '<input id="mask">')
    await page.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('#mask')!
      field.addEventListener('keydown', (event) => {
        event.preventDefault()
        field.value += event.key
      })
    })
    await focusAndType(page, '#mask')
  },
  'a field outside the main area and outside its form': async (page) => {
    await add(page, '<input id="outside" form="comment-form" name="title">')
    await focusAndType(page, '#outside')
  },
  'a field in an open shadow root': async (page) => {
    await addShadow(page, 'open')
    await focusAndType(page, '#host')
  },
  'a field in a closed shadow root': async (page) => {
    await addShadow(page, 'closed')
    await focusAndType(page, '#host')
  },
  'a field in an overlay': async (page) => {
    await page.evaluate(() => (window as any).up.layer.open({ url: '/account', target: '#account-form' }))
    await focusAndType(page, 'up-modal #bio')
  },
  "a field in the app's own dialog": async (page) => {
    await add(page, '<dialog id="own"><input id="field"></dialog>')
    await page.evaluate(() => document.querySelector<HTMLDialogElement>('#own')!.showModal())
    await focusAndType(page, '#field')
  },
  'a field in a popover': async (page) => {
    await add(page, '<div id="own" popover><input id="field"></div>')
    await page.evaluate(() => document.querySelector<HTMLElement>('#own')!.showPopover())
    await focusAndType(page, '#field')
  },
  'a choice': async (page) => {
    await add(page, '<select id="choice"><option>1<option>2</select>')
    await page.locator('#choice').focus()
    await page.keyboard.press('ArrowDown')
  },
  'a box that a script had checked': async (page) => {
    await add(page, '<label><input type="checkbox" id="box"> Box</label>')
    await page.evaluate(() => (document.querySelector<HTMLInputElement>('#box')!.checked = true))
    await page.getByText('Box').click()
  },
  'a date': async (page) => {
    await add(page, '<input type="date" id="date">')
    await page.fill('#date', '2026-01-02')
  },
  'a pasted text': async (page) => {
    await page.fill('#body', 'Cut')
    await page.press('#body', 'ControlOrMeta+x')
    await add(page, '<textarea id="target"></textarea>')
    await page.press('#target', 'ControlOrMeta+v')
  },
  'a dropped text': async (page) => {
    await add(page, '<p><b id="source">words</b></p><textarea id="target"></textarea>')
    await page.locator('#source').dblclick()
    const [from, to] = [await centre(page, '#source'), await centre(page, '#target')]
    await page.mouse.move(...from)
    await page.mouse.down()
    await page.mouse.move(...to, { steps: 5 })
    await page.mouse.up()
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('#target')!.value)
  },
  'a composed text': async (page) => {
    await page.focus('#body')
    const client = await page.context().newCDPSession(page)
    await client.send('Input.imeSetComposition', { text: '日本', selectionStart: 2, selectionEnd: 2 })
  },
}

const untouched = `
  <select><option>1<option>2</select>
  <select multiple><option>1<option>2</select>
  <input type="range"> <input type="color"> <input type="number" value="abc"> <input type="email" value=" a ">
  <input class="filled"> <input type="checkbox" class="filled"> <textarea class="filled"></textarea> <div contenteditable>Text</div>`

test.group('Typed is what a person changed', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    user = await ada()
  })

  /** Opens a page whose stream does not notice the end. */
  async function openLesson(context: BrowserContext) {
    await context.route('**/api/user/events*', (route) => route.abort())
    return openAs(user, context, '/lessons/open')
  }

  async function comeBackLate(page: Page) {
    await expireSessions()
    await comeBack(page)
  }

  async function staysOpen(page: Page) {
    await comeBackLate(page)
    await dialog(page).locator('[name=password]').waitFor({ state: 'attached' })
  }

  async function isReset(page: Page) {
    await comeBackLate(page)
    await flash(page).filter({ hasText: 'Your session has expired.' }).waitFor()
  }

  for (const [name, change] of Object.entries(changes)) {
    test(`${name} counts`, async ({ browserContext }) => {
      const page = await openLesson(browserContext)
      await change(page)
      await staysOpen(page)
    })
  }

  test('what the browser or a script filled in does not count', async ({ assert, browserContext }) => {
    const page = await openLesson(browserContext)
    await add(page, untouched)
    // As Alpine's `x-model` does.
    await page.evaluate(() => {
      for (const field of document.querySelectorAll<HTMLInputElement>('.filled'))
        Object.assign(field, field.type === 'checkbox' ? { checked: true } : { value: 'by a script' })
    })
    assert.equal(await page.inputValue('textarea.filled'), 'by a script')
    await isReset(page)
  })

  test('passwords and searches do not count', async ({ browserContext }) => {
    const page = await openLesson(browserContext)
    await add(page, '<input id="word" type="password"><form role="search"><input id="search"></form>')
    await focusAndType(page, '#word')
    await focusAndType(page, '#search')
    await isReset(page)
  })

  test('what is undone does not count', async ({ browserContext }) => {
    const page = await openLesson(browserContext)
    await add(page, '<input id="field"><div id="editor" contenteditable>Old</div>')
    await page.evaluate(() => (document.querySelector<HTMLInputElement>('#field')!.value = 'by a script'))
    for (const field of ['#field', '#editor']) {
      await page.press(field, 'End')
      await page.keyboard.type('x')
      await page.keyboard.press('Backspace')
    }
    await isReset(page)
  })

  test('a text that the browser restored counts', async ({ assert, browserContext }) => {
    const page = await openLesson(browserContext)
    await page.fill('#body', 'Typed before')
    await page.evaluate(() => location.assign('/health'))
    await page.waitForURL('**/health')
    await page.evaluate(() => history.back())
    await page.waitForURL(`${origin}/lessons/open`)
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('#body')?.value)
    assert.equal(await page.inputValue('#body'), 'Typed before')
    await staysOpen(page)
  })
})

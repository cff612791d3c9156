import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { password } from 'Database/factories'
import { ada, emptyDatabase } from '../support/database'
import { flash, lesson, open } from '../support/browser'

/** Returns the focused element: its text, whether its focus is visible, and whether it is in the main area. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    const { top, bottom } = element.getBoundingClientRect()
    const words = element.labels?.[0]?.innerText ?? element.innerText
    return {
      words: words!.replace(/\s+/g, ' ').trim(),
      isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && top < innerHeight && bottom > 0,
      isInMain: element.closest('main') !== null,
      isLost: element === document.body,
    }
  })

test.group('With the keyboard alone', (group) => {
  group.each.setup(async () => {
    await emptyDatabase()
    await lesson()
    await ada()
  })

  test('a visitor reads, signs in, comments, edits, deletes, and signs out', async ({
    assert,
    browserContext,
  }) => {
    const page = await open(browserContext, '/')

    /** Presses a key until an element with this text has the focus. Each focus on the way must be visible. */
    async function go(words: string | RegExp, key = 'Tab') {
      const passed: string[] = []
      for (let count = 0; count < 40; count++) {
        await page.keyboard.press(key)
        const stop = await focused(page)
        assert.isTrue(stop.isSeen && !stop.isLost, `${stop.words} is seen to have the focus, after ${passed}`)
        if (typeof words === 'string' ? stop.words === words : words.test(stop.words)) return
        passed.push(stop.words)
      }
      assert.fail(`No Tab stop "${words}" among ${passed.join(', ')}`)
    }

    async function press(words: string | RegExp, key = 'Tab') {
      await go(words, key)
      await page.keyboard.press('Enter')
    }

    async function arrive(heading: string) {
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
      assert.isFalse((await focused(page)).isLost, heading)
    }

    async function told(message: string) {
      await flash(page).getByText(message).waitFor()
      assert.isFalse((await focused(page)).isLost, message)
    }

    await press('Skip to the content')
    await go('Start with lesson 1')
    assert.isTrue((await focused(page)).isInMain)
    await press('A page left open')
    await arrive('A page left open')

    await press('Sign in')
    await arrive('Sign in')
    await go('E-mail')
    await page.keyboard.type('ada@example.com')
    await go('Password')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await arrive('A page left open')

    await go('Your comment')
    await page.keyboard.type('From the keyboard')
    await press('Send comment')
    await told('Your comment is posted.')

    await press('Edit your comment')
    await arrive('Edit your comment')
    await go('Your comment')
    await page.keyboard.type(', and more ')
    await press('Save comment')
    await told('Your comment is saved.')
    await page.locator('.comment').getByText('and more').waitFor()

    await press('Delete')
    await press('Delete this comment')
    await told('Your comment is deleted.')
    assert.equal(await page.locator('.comment').count(), 0)

    await press('Ada', 'Shift+Tab')
    await arrive('Your account')
    await press('See where you are signed in')
    await arrive('Your devices')
    await press(/^Sign out .* on /)
    await press(/^Sign out .* on /)
    await told('You are signed out.')
    assert.equal(await page.locator('[tabindex]:not([tabindex="0"], [tabindex="-1"])').count(), 0)
  })
})

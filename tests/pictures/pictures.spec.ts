import { readFileSync } from 'fs'
import { test } from '@japa/runner'
import type { BrowserContext, Page } from 'playwright'
import Database from '@ioc:Adonis/Lucid/Database'
import type User from 'App/Models/User'
import Lessons from 'Database/seeders/Lessons'
import { ada, age, emptyDatabase, expireSessions } from '../support/database'
import { asking, comeBack, dialog, flash, openAs } from '../support/browser'

/**
 * `npm run pictures` takes the pictures of the README, and those for previews and home screens. Their letters depend on
 * the fonts of the machine, because the site has no font of its own.
 */

const typed = 'I think the check should also run when the network comes back.'

const pageOf = (html: string) => `data:text/html;charset=utf-8,${encodeURIComponent(html)}`

/** Takes a picture without the development bar. */
async function shoot(page: Page, path: string) {
  await page.locator('.development').evaluate((bar) => bar.remove())
  await page.screenshot({ path, animations: 'disabled' })
}

test.group('Pictures', (group) => {
  let user: User

  group.each.setup(async () => {
    await emptyDatabase()
    await new Lessons(Database.connection()).run()
    user = await ada()
  })

  async function openLesson(context: BrowserContext) {
    const page = await openAs(user, context, '/lessons/the-check')
    await page.setViewportSize({ width: 1280, height: 720 })
    return page
  }

  async function comeBackLate(page: Page) {
    await expireSessions()
    await asking(page, () => comeBack(page))
  }

  test('the moment of return', async ({ browserContext }) => {
    const page = await openLesson(browserContext)
    await comeBackLate(page)
    await flash(page).getByText('Your session has expired.').waitFor()
    await shoot(page, 'docs/return.png')
  })

  test('the dialog over typed text', async ({ browserContext }) => {
    const page = await openLesson(browserContext)
    await page.fill('#body', typed)
    await comeBackLate(page)
    await dialog(page).locator('[name=email]').fill(user.email)
    await shoot(page, 'docs/dialog.png')
  })

  test('the warning', async ({ browserContext }) => {
    const page = await openLesson(browserContext)
    // Typing would be activity, which extends the session.
    await page.locator('#body').evaluate((area: HTMLTextAreaElement, text) => {
      area.value = text
      area.scrollIntoView({ block: 'center' })
    }, typed)
    await age(user, 2 * 60 * 60_000 - 100_000)
    await comeBack(page)
    await page.locator('#session-warning').waitFor()
    await shoot(page, 'docs/warning.png')
  })

  test('the preview of a link, and the icon of a home screen', async ({ browserContext }) => {
    const page = await browserContext.newPage()
    const mark = readFileSync('public/favicon.svg', 'utf8')
    await page.setViewportSize({ width: 1200, height: 630 })
    await page.goto(
      pageOf(`
      <style>
        body { display: grid; align-content: center; gap: 48px; height: 630px; margin: 0; padding: 0 96px; box-sizing: border-box; background: #fbfaf6; color: #1b2326; font-family: system-ui, sans-serif }
        svg { width: 132px }
        h1 { margin: 0; font-size: 80px; line-height: 1.05; letter-spacing: -0.035em; text-wrap: balance }
        p { margin: 0; color: #47545a; font-size: 36px }
      </style>
      ${mark}<h1>How a web page notices that you are signed out</h1><p><b>Welcome Back</b> · lessons on AdonisJS</p>`),
    )
    await page.screenshot({ path: 'public/card.png' })

    await page.setViewportSize({ width: 180, height: 180 })
    await page.goto(
      pageOf(`<style>body { margin: 0; background: #0c524a } svg { display: block }</style>${mark}`),
    )
    await page.screenshot({ path: 'public/apple-touch-icon.png' })
  })
})

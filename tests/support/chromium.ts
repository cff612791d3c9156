import { existsSync, statfsSync } from 'fs'
import { chromium, Browser, Page } from 'playwright'
import { origin } from './visitor'

const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Starts the browser of CHROMIUM_PATH; else, on Linux x64, the one inside the npm package; else an installed one. */
export async function launchChromium(): Promise<Browser> {
  const isPackaged = process.platform === 'linux' && process.arch === 'x64'
  const executablePath =
    process.env.CHROMIUM_PATH ?? (isPackaged ? await packaged() : installed.find(existsSync))
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--renderer-process-limit=1'],
    ignoreDefaultArgs: hasSharedMemory() ? ['--disable-dev-shm-usage'] : [],
  })
  return reusingContext(browser)
}

/** Without shared memory, Chromium writes every picture of a page to a file. */
function hasSharedMemory() {
  const { bavail, bsize } = existsSync('/dev/shm') ? statfsSync('/dev/shm') : { bavail: 0, bsize: 0 }
  return bavail * bsize > 2 ** 29
}

/**
 * Lets tests that run one after the other use one context, and so one process for its pages. Playwright empties it
 * between two tests, as it does for its own runner.
 */
function reusingContext(browser: any): Browser {
  const { newContext } = browser
  const viewport = { width: 1280, height: 720 }
  let isFree = true
  browser.newContext = async (options: object) => {
    if (!isFree) return newContext.call(browser, options)

    isFree = false
    const context = await browser._newContextForReuse({ viewport, ...options })
    for (const page of context.pages()) await clearStorage(page)
    context.close = async () => {
      await context.setOffline(false)
      await browser._disconnectFromReusedContext('The test is over')
      isFree = true
    }
    return context
  }
  return browser
}

/** Also clears what Playwright leaves, such as the Cache API. */
async function clearStorage(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
  await session.detach()
}

/** The package brings its system libraries only to what looks like a bare machine. */
async function packaged() {
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x'
  const { default: binary } = await import('@sparticuz/chromium')
  return binary.executablePath()
}

import { execFileSync } from 'child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'fs'
import { join } from 'path'
import { chromium, Browser, Page } from 'playwright'
import Application from '@ioc:Adonis/Core/Application'
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
  const isOwn = process.env.CHROMIUM_PATH === undefined && isPackaged
  const browser = await chromium.launch({
    ...(isOwn ? packaged() : { executablePath: process.env.CHROMIUM_PATH ?? installed.find(existsSync) }),
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

/** Returns how to start the browser of the package, with its own system libraries and fonts. */
function packaged() {
  const folder = Application.makePath('tmp', `chromium-${packagedVersion()}`)
  if (!existsSync(folder)) unpackTo(folder)
  const libraries = [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH ?? []].flat().join(':')
  const env = { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, 'fonts') }
  return { executablePath: join(folder, 'chromium'), env }
}

function packagedVersion(): string {
  return JSON.parse(
    readFileSync(Application.makePath('node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  ).version
}

const unpack = "import('@sparticuz/chromium').then(({ default: binary }) => binary.executablePath())"

/**
 * The package unpacks to the folder for temporary files, which the users of a machine share, and its libraries only on
 * what looks like a bare machine. Several suites may unpack at once.
 */
function unpackTo(folder: string) {
  const own = mkdtempSync(`${folder}-`)
  const env = { ...process.env, TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' }
  execFileSync(process.execPath, ['-e', unpack], { cwd: Application.appRoot, env })
  writeFileSync(join(own, 'fonts', 'fonts.conf'), fontsIn(join(folder, 'fonts')))
  try {
    renameSync(own, folder)
  } catch (error) {
    rmSync(own, { recursive: true })
    if (!existsSync(folder)) throw error
  }
}

const fontsIn = (folder: string) =>
  `<fontconfig><dir>${escaped(folder)}</dir><cachedir>${escaped(folder)}-cache</cachedir></fontconfig>`

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

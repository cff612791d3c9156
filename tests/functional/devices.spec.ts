import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { devicesOf } from '@ioc:WelcomeBack'
import User from 'App/Models/User'
import {
  ada,
  age,
  emptyDatabase,
  expireSessions,
  grace,
  openSession,
  revoke,
  sessionOf,
  storeSessions,
} from '../support/database'
import { Answer, Visitor } from '../support/visitor'
import { rememberedVisitor, rememberedVisitors } from '../support/remembered'
import { signedIn } from '../support/signedIn'

const list = '/account/sessions'
const thisDevice = ['this device']
const away = 'You were signed out from another device.'
const hour = 60 * 60 * 1000

interface Device {
  name: string
  badges: string[]
  number?: string
  address: string
  stamp: string
  button: string
}

/** When a device signed in, and its last activity. */
const timesOfDevice = /<span>(?:Signed in|Remembered since|Active) <\/span>\s*<time[^>]* datetime="([^"]*)"/g

const devicesOn = ({ html }: Answer): Device[] =>
  [
    ...html.matchAll(
      /<h2>([^]*?)<\/h2>\s*<div class="facts">\s*<p>([^<]*)<\/p>[^]*?"ask">([^<]*)[^]*?action="([^"]*)"/g,
    ),
  ].map(([, heading, address, button, action]) => ({
    name: heading.replace(/<span[^]*| \(\d+\)/, '').trim(),
    number: heading.match(/\((\d+)\)/)?.[1],
    badges: [...heading.matchAll(/badge">([^<]*)/g)].map(([, badge]) => badge),
    address,
    stamp: action.match(/sessions\/([\w-]{43})\?_method=DELETE/)![1],
    button: button.trim(),
  }))

const remembered = (user: User) => signedIn(user, { remember_me: 'true' })

const stampOf = async (visitor: Visitor) => (await visitor.get('/')).meta('session-stamp')!

/** Presses a button on the list of devices. */
async function press(visitor: Visitor, action: string) {
  await visitor.get(list)
  return visitor.act(`${action}?_method=DELETE`)
}

/** Returns the devices of all pages, from page to page by the link to the next. */
async function devicesOnAllPages(visitor: Visitor): Promise<Device[]> {
  const devices: Device[] = []
  for (let path: string | undefined = list; path;) {
    const page: Answer = await visitor.get(path)
    devices.push(...devicesOn(page))
    path = page.html.match(/<a href="([^"]*)" rel="next"/)?.[1].replaceAll('&amp;', '&')
  }
  return devices
}

const signOut = (visitor: Visitor, stamp: string) => press(visitor, `${list}/${stamp}`)
const signOutOthers = (visitor: Visitor) => press(visitor, list)

test.group('The list of devices', (group) => {
  group.each.setup(emptyDatabase)

  const mozilla = 'Mozilla/5.0'
  const like = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  const browsers: [string, string][] = [
    [`${mozilla} (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0`, 'Firefox on Windows'],
    [
      `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) ${like} Version/18.5 Safari/605.1.15`,
      'Safari on macOS',
    ],
    [
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${like} Version/18.5 Mobile/15E148 Safari/604.1`,
      'Safari on iOS',
    ],
    [
      `${mozilla} (Linux; Android 15; Pixel 9) ${like} Chrome/138.0.0.0 Mobile Safari/537.36`,
      'Chrome on Android',
    ],
    [
      `${mozilla} (Windows NT 10.0; Win64; x64) ${like} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0`,
      'Microsoft Edge on Windows',
    ],
    [`${mozilla} (X11; Linux x86_64) ${like} Chrome/138.0.0.0 Safari/537.36`, 'Chrome on Linux'],
    ['/1.0 (Windows NT 10.0)', 'A browser on Windows'],
    ['curl/8.5.0', 'A browser on an unknown system'],
    ['', 'A browser on an unknown system'],
    [' ((((\u{1f680}', 'A browser on an unknown system'],
    ['x'.repeat(500), 'A browser on an unknown system'],
  ]
  for (const [userAgent, name] of browsers) {
    test(`shows "${name}" for "${userAgent.slice(-50)}"`, async ({ assert }) => {
      const user = await ada()
      const visitor = await signedIn(user)
      await openSession(user, userAgent)

      const [, device] = devicesOn(await visitor.get(list))
      assert.containsSubset(device, { name, address: '192.0.2.7' })
      assert.isEmpty(device.badges)
    })
  }

  test('shows each browser with the User-Agent of its sign-in', async ({ assert }) => {
    const visitor = new Visitor()
    const headers = {
      'user-agent': `${mozilla} (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0`,
      'x-forwarded-for': '198.51.100.4',
    }
    const form = await visitor.open('/login', 'login-form')
    await form.send({ email: (await ada()).email, password: 'correct horse battery' }, headers)

    const [device] = devicesOn(await visitor.get(list))
    assert.containsSubset(device, { name: 'Firefox on Windows', address: '198.51.100.4', badges: thisDevice })
  })

  test('never shows text from a User-Agent', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    const words = ['Call 555-0100/1.0 (X11; Linux)', 'Call 555-0100/1.0 x', '<img src=x>/1.0 (X11; Linux)']
    const hostile = await Promise.all(words.map((userAgent) => openSession(user, userAgent)))

    const page = await visitor.get(list)
    const told = await visitor.follow(await signOut(visitor, hostile[0].stamp))
    assert.include(told.html, 'A browser on Linux')
    for (const { html } of [page, told])
      assert.notMatch(html, /555-0100|<img (?!src="\/favicon\.svg")|&lt;img/)
  })

  test('shows this device first, then the last active ones', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    await age(user, hour)
    const others = [await openSession(user), await openSession(user), await openSession(user)]
    for (const [index, { stamp }] of others.entries()) {
      await Database.from('sessions')
        .where({ stamp })
        .update({ last_active_at: Date.now() - index * 1000 })
    }

    const devices = devicesOn(await visitor.get(list))
    assert.deepEqual(
      devices.map(({ stamp }) => stamp),
      [await stampOf(visitor), ...others.map(({ stamp }) => stamp)],
    )
    assert.deepEqual(
      devices.map(({ badges }) => badges),
      [thisDevice, [], [], []],
    )
  })

  test('shows the last active device first if there is no session', async ({ assert }) => {
    const [user, [remembered]] = [await ada(), await rememberedVisitors([await grace()])]
    const { stamp } = await openSession(user)
    await Database.from('sessions').where('user_id', remembered.userId).delete()
    await Database.from('remembered_devices').update({ user_id: user.id, last_used_at: Date.now() + hour })
    const devices = await devicesOf(user.id)
    assert.deepEqual(
      devices.map(({ id }) => id),
      [remembered.token.id, stamp],
    )
  })

  test('shows when each device signed in and when it was last active', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    const { stamp } = await openSession(user)
    const [started, active] = [Date.now() - hour, Date.now() - hour / 2]
    await Database.from('sessions').where({ stamp }).update({ created_at: started, last_active_at: active })

    const { html } = await visitor.get(list)
    const times = [...html.matchAll(timesOfDevice)].map(([, time]) => Date.parse(time))
    assert.deepEqual(times.slice(-2), [started, active])
  })

  test('tells equal names apart, by the order of the sign-in', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    const { stamp } = await openSession(user, 'curl/8.5.0')
    await openSession(user, 'curl/8.6.0')
    await Database.from('sessions')
      .where({ stamp })
      .update({ created_at: Date.now() - hour })
    const devices = devicesOn(await visitor.get(list))
    assert.equal(new Set(devices.map(({ name, number }) => name + number)).size, 3)
    assert.equal(devices.find((device) => device.stamp === stamp)!.number, '1')
  })

  test('shows the living sessions of this user only', async ({ assert }) => {
    const [user, other] = [await ada(), await grace()]
    const [expired, ended] = [await openSession(user), await openSession(user)]
    await expireSessions()
    await openSession(other)
    await new Visitor().get('/')
    const visitor = await signedIn(user)
    const living = await openSession(user)
    await revoke(ended)

    const stamps = devicesOn(await visitor.get(list)).map(({ stamp }) => stamp)
    assert.deepEqual(stamps, [await stampOf(visitor), living.stamp])
    assert.notInclude(stamps, expired.stamp)
  })

  test('with one session has one page, and no other device to sign out', async ({ assert }) => {
    const visitor = await signedIn(await ada())
    const page = await visitor.get(list)

    assert.lengthOf(devicesOn(page), 1)
    assert.notInclude(page.html, 'Page 1')
    assert.notInclude(page.html, 'Sign out all others')
  })

  test('with 500 sessions has several pages, and each session once', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    await storeSessions(user, 499, Date.now() + hour)
    const { last_active_at: now } = await Database.from('sessions').firstOrFail()
    await Database.from('sessions').update({ last_active_at: now })

    const page = await visitor.get(list)
    assert.deepEqual(devicesOn(page)[0].badges, thisDevice)
    assert.include(page.html, 'Page 1 of 25')
    const stamps = (await devicesOnAllPages(visitor)).map(({ stamp }) => stamp)
    assert.lengthOf(stamps, 500)
    assert.equal(new Set(stamps).size, 500)
  })

  for (const times of ['different', 'equal']) {
    test(`with 45 devices shows each once on three pages, with ${times} times`, async ({ assert }) => {
      const visitor = await signedIn(await ada())
      const activity = await fortyFourOthers(times)
      const inOrder = [...activity].sort(([, one], [, other]) => other - one).map(([id]) => id)

      assert.include((await visitor.get(list)).html, 'Page 1 of 3')
      const [current, ...others] = (await devicesOnAllPages(visitor)).map(({ stamp }) => stamp)
      assert.equal(current, await stampOf(visitor))
      if (times === 'different') assert.deepEqual(others, inOrder)
      else assert.sameMembers(others, inOrder)

      const beyond = await visitor.get(`${list}?page=99`)
      assert.include(beyond.html, 'Page 3 of 3')
      assert.deepEqual(
        devicesOn(beyond).map(({ stamp }) => stamp),
        others.slice(-5),
      )
    })
  }

  test('shows the last active session of a remembered device, and its last activity', async ({ assert }) => {
    const [user, now] = [await ada(), Date.now()]
    const visitor = await signedIn(user)
    const { token, stamp } = await rememberedVisitor(user)
    const other = await openSession(user)
    const [earlier, later] = [{ last_active_at: now - 3 * hour }, { last_active_at: now - 2 * hour }]
    await sessionRow(stamp).update(earlier)
    await sessionRow(other.stamp).update({ ...later, device_id: token.id, created_at: now - 4 * hour })
    await Database.from('remembered_devices').update({ last_used_at: now - hour })

    const page = await visitor.get(list)
    const [, device, ...more] = devicesOn(page)
    assert.isEmpty(more)
    assert.containsSubset(device, { name: 'Firefox on Windows', address: '192.0.2.7', stamp: token.id })
    const times = [...page.html.matchAll(timesOfDevice)].map(([, time]) => Date.parse(time))
    assert.deepEqual(times.slice(-2), [now - 4 * hour, now - hour])
  })

  test('shows a session by itself after its device has expired', async ({ assert }) => {
    const user = await ada()
    const visitor = await signedIn(user)
    const { stamp } = await rememberedVisitor(user)
    await Database.from('remembered_devices').update({ expires_at: Date.now() })

    const [, device, ...more] = devicesOn(await visitor.get(list))
    assert.isEmpty(more)
    assert.containsSubset(device, { stamp, badges: [], button: 'Sign out' })
  })

  for (const page of ['0', '-1', '26', 'x', '9999999999999999999']) {
    test(`shows a page for page ${page}`, async ({ assert }) => {
      const visitor = await signedIn(await ada())
      assert.equal((await visitor.get(`${list}?page=${page}`)).status, 200)
    })
  }
})

const sessionRow = (stamp: string) => Database.from('sessions').where({ stamp })

/**
 * Stores 44 devices of Ada: 20 are remembered, of which 5 have no session and 5 have two, and one of the others was
 * remembered. Returns the time of their last activity by their id.
 */
async function fortyFourOthers(times: string): Promise<Map<string, number>> {
  const [user, now] = [await User.firstOrFail(), Date.now()]
  const devices = await rememberedVisitors(Array(20).fill(user))
  const ids = devices.map(({ token }) => token.id)
  await storeSessions(user, 29, now + hour)
  const stored = await Database.from('sessions').where('user_agent', '').orderBy('stamp')
  const activity = new Map<string, number>()
  const moment = (step: number) => (times === 'equal' ? now : now - ((step * 29) % 71) * 1000)
  const note = (id: string, time: number) => activity.set(id, Math.max(time, activity.get(id) ?? 0))

  for (const [index, { stamp }] of devices.entries()) {
    const [used, active] = [moment(index), moment(index + 20)]
    await Database.from('remembered_devices').where('id', ids[index]).update({ last_used_at: used })
    note(ids[index], used)
    if (index < 5) await sessionRow(stamp).delete()
    else await sessionRow(stamp).update({ last_active_at: active })
    if (index >= 5) note(ids[index], active)
  }
  for (const [index, { stamp }] of stored.entries()) {
    const deviceId = index < 5 ? ids[19 - index] : index === 5 ? 'forgotten' : null
    await sessionRow(stamp).update({ device_id: deviceId, last_active_at: moment(index + 40) })
    note(index < 5 ? deviceId! : stamp, moment(index + 40))
  }
  return activity
}

test.group('Signing a device out', (group) => {
  group.each.setup(emptyDatabase)

  async function twoDevices() {
    const user = await ada()
    const [here, there] = [await signedIn(user), await signedIn(user)]
    return { user, here, there, stamp: await stampOf(there) }
  }

  test('a user signs out one of two devices, and it is a guest at its next request', async ({ assert }) => {
    const { here, there, stamp } = await twoDevices()
    const answer = await signOut(here, stamp)

    assert.equal(answer.location, list)
    const page = await here.follow(answer)
    assert.include(page.html, 'is signed out.')
    assert.lengthOf(devicesOn(page), 1)
    assert.isTrue(await here.isSignedIn())
    assert.isFalse(await there.isSignedIn())
    assert.notInclude((await there.get('/')).html, 'Ada')
  })

  test('the device says so when it opens a page of the account', async ({ assert }) => {
    const { here, there, stamp } = await twoDevices()
    await signOut(here, stamp)

    const answer = await there.get('/account')
    assert.equal(answer.location, '/login?return=%2Faccount')
    assert.include((await there.follow(answer)).html, away)
  })

  test('the device says so after the reset', async ({ assert }) => {
    const { here, there, stamp } = await twoDevices()
    await signOut(here, stamp)
    assert.include((await there.follow(await there.get('/go/auth/reset'))).html, away)
  })

  test('a form that the device sends later is refused', async ({ assert }) => {
    const { user, here, there, stamp } = await twoDevices()
    const form = await there.open('/account', 'account-form')
    await signOut(here, stamp)

    assert.match((await form.send({ name: 'Too late' })).location!, /^\/login/)
    assert.equal((await user.refresh()).name, 'Ada')
  })

  test('another device stays signed in', async ({ assert }) => {
    const { user, here, stamp } = await twoDevices()
    const third = await signedIn(user)
    await signOut(here, stamp)
    assert.isTrue(await third.isSignedIn())
  })

  test('a user signs out all others', async ({ assert }) => {
    const { user, here, there } = await twoDevices()
    const [third, other] = [await signedIn(user), await signedIn(await grace())]
    const page = await here.follow(await signOutOthers(here))

    assert.include(page.html, 'All other devices are signed out.')
    assert.lengthOf(devicesOn(page), 1)
    for (const gone of [there, third]) {
      assert.isFalse(await gone.isSignedIn())
      assert.include((await gone.follow(await gone.get('/account'))).html, away)
    }
    assert.isTrue(await here.isSignedIn())
    assert.isTrue(await other.isSignedIn())
  })

  test('a user signs out this device, which is a normal sign-out', async ({ assert }) => {
    const user = await ada()
    const here = await remembered(user)
    const [copy, stamp] = [here.clone(), await stampOf(here)]
    const answer = await signOut(here, stamp)

    assert.equal(answer.location, '/')
    assert.include((await here.follow(answer)).html, 'You are signed out.')
    assert.equal((await sessionOf(user)).end_reason, 'signed-out')
    assert.isFalse(await here.isSignedIn())
    copy.cookies.delete('session')
    assert.isFalse(await copy.isSignedIn())
  })

  test("but not somebody else's", async ({ assert }) => {
    const { there, stamp } = await twoDevices()
    const stranger = await signedIn(await grace())

    assert.equal((await signOut(stranger, stamp)).status, 404)
    assert.isTrue(await there.isSignedIn())
  })

  test('a second time returns 404', async ({ assert }) => {
    const { here, there, stamp } = await twoDevices()
    assert.equal((await signOut(here, stamp)).location, list)
    assert.equal((await signOut(here, stamp)).status, 404)
    assert.include((await there.follow(await there.get('/account'))).html, away)
  })

  for (const stamp of ['x'.repeat(43), 'short', '%00', "' or 1=1--", '..%2F..%2Flessons']) {
    test(`an unknown device returns 404: ${stamp.slice(0, 15)}`, async ({ assert }) => {
      const { here, there } = await twoDevices()
      assert.equal((await signOut(here, stamp)).status, 404)
      assert.isTrue(await there.isSignedIn())
    })
  }

  test('another site cannot sign out a device', async ({ assert }) => {
    const { here, there, stamp } = await twoDevices()
    await here.send(`${list}/${stamp}?_method=DELETE`, {}, { origin: 'https://evil.example' })
    assert.isTrue(await there.isSignedIn())
  })
})

test.group('A remembered device', (group) => {
  group.each.setup(emptyDatabase)

  for (const [how, act] of Object.entries({
    alone: async (here: Visitor, there: Visitor) => signOut(here, await stampOf(there)),
    'with all others': (here: Visitor) => signOutOthers(here),
  })) {
    test(`signed out ${how} stays signed out, and this one is still remembered`, async ({ assert }) => {
      const user = await ada()
      const [here, there] = [await remembered(user), await remembered(user)]
      const again = there.clone()
      await act(here, there)

      assert.isFalse(await there.isSignedIn())
      again.cookies.delete('session')
      assert.notInclude((await again.get('/')).html, 'Ada')
      assert.isFalse(await again.isSignedIn())

      assert.isTrue(await here.isSignedIn())
      here.cookies.delete('session')
      assert.include((await here.get('/')).html, 'Ada')
      assert.isTrue(await here.isSignedIn())
    })
  }

  test('is in the list of devices on its first page', async ({ assert }) => {
    const visitor = await remembered(await ada())
    visitor.cookies.delete('session')
    const list = await visitor.follow(await visitor.get('/account/sessions'))
    assert.include(list.html, 'this device')
  })

  for (const how of ['by itself', 'with all others']) {
    test(`stays signed out if it sends a request during a sign-out ${how}`, async ({ assert }) => {
      const user = await ada()
      const [visitor, device] = [await signedIn(user), await remembered(user)]
      const stamp = await stampOf(device)
      const tabs = Array.from({ length: 10 }, () => device.clone())

      await Promise.all([
        how === 'by itself' ? signOut(visitor, stamp) : signOutOthers(visitor),
        ...tabs.map((tab) => tab.get('/account')),
      ])
      for (const tab of [device, ...tabs]) assert.isFalse(await tab.isSignedIn())
    })
  }

  test('can be signed out after its session has ended', async ({ assert }) => {
    const user = await ada()
    const device = await remembered(user)
    await expireSessions()
    assert.isTrue(await device.clone().isSignedIn())

    const visitor = await signedIn(user)
    const page = await visitor.get(list)
    const [, forgotten] = devicesOn(page)
    assert.deepEqual([forgotten.badges, forgotten.button], [['remembered'], 'Forget'])
    assert.include(page.html, 'Sign out all others')
    await signOut(visitor, forgotten.stamp)
    assert.isFalse(await device.isSignedIn())
  })

  test('stays signed out if a device that is not remembered signed it out', async ({ assert }) => {
    const user = await ada()
    const [here, there] = [await signedIn(user), await remembered(user)]
    await signOut(here, await stampOf(there))

    there.cookies.delete('session')
    assert.notInclude((await there.get('/')).html, 'Ada')
    assert.isTrue(await here.isSignedIn())
    assert.isFalse(here.cookies.has('remember'))
  })

  test('is one device in the list after it signs in again', async ({ assert }) => {
    const user = await ada()
    const here = await remembered(user)
    await signOutOthers(here)
    assert.lengthOf(devicesOn(await here.get(list)), 1)
  })
})

test.group('A deleted user', (group) => {
  group.each.setup(emptyDatabase)

  test('is signed out on all devices, and none of them is remembered', async ({ assert }) => {
    const user = await ada()
    const devices = [await signedIn(user), await remembered(user), await remembered(user)]
    devices[2].cookies.delete('session')
    const other = await signedIn(await grace())
    await user.delete()

    for (const device of devices) {
      assert.isFalse(await device.isSignedIn())
      assert.notInclude((await device.get('/')).html, 'Ada')
      assert.match((await device.get('/account')).location!, /^\/login/)
    }
    assert.isTrue(await other.isSignedIn())
  })
})

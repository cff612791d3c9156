import { test } from '@japa/runner'
import { DateTime, Settings } from 'luxon'
import { dayAndTime, inUtc, timeAgo } from 'App/View/timeAgo'
import { inWords } from '../../packages/adonis-welcome-back/server/settings'

const texts: [string, object][] = [
  ['just now', { seconds: 59 }],
  ['just now', { seconds: -30 }],
  ['1 minute ago', { seconds: 61 }],
  ['59 minutes ago', { minutes: 59, seconds: 58 }],
  ['1 hour ago', { minutes: 60 }],
  ['23 hours ago', { hours: 23, minutes: 59 }],
  ['1 day ago', { hours: 24 }],
  ['6 days ago', { days: 6, hours: 23 }],
]

test.group('The age of a comment', () => {
  for (const [text, age] of texts) {
    test(`is “${text}” after ${JSON.stringify(age)}`, ({ assert }) => {
      assert.equal(timeAgo(DateTime.utc().minus(age)), text)
    })
  }

  test('is its date after a week', ({ assert }) => {
    assert.equal(timeAgo(DateTime.fromISO('2025-03-01T23:05Z')), '1 March 2025')
  })
})

test.group('A time on a machine that speaks another language', (group) => {
  group.each.setup(() => {
    const { defaultLocale } = Settings
    Settings.defaultLocale = 'ar-EG'
    return () => void (Settings.defaultLocale = defaultLocale)
  })

  test('is in English', ({ assert }) => {
    const at = DateTime.fromISO('2025-03-01T23:05Z')
    assert.equal(timeAgo(at), '1 March 2025')
    assert.equal(inUtc(at, 'HH:mm'), '23:05')
    assert.equal(inWords(27 * 3_600_000), '1 day, 3 hours')
  })
})

test.group('A moment', () => {
  for (const [name, days] of [
    ['today', 0],
    ['tomorrow', 1],
    ['yesterday', -1],
  ] as const) {
    test(`names its day: ${name}`, ({ assert }) => {
      const at = DateTime.utc().plus({ days }).set({ hour: 23, minute: 5 }).setZone('Asia/Tokyo')
      assert.equal(dayAndTime(at), `${name} 23:05 UTC`)
    })
  }

  test('has a date if the day has no name', ({ assert }) => {
    assert.equal(dayAndTime(DateTime.fromISO('2025-03-01T23:05Z')), '1 March 2025 23:05 UTC')
  })
})
